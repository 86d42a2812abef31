package io.multiprocessing.serialization;

import java.io.Serial;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Something in a graph can't travel; gathers the path to it on its way up. Never leaves the package. */
final class Unencodable extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int LONGEST_PATH = 24;

  private final transient ArrayDeque<String> path = new ArrayDeque<>();
  private final String reason;
  private final String mend;
  private int left;

  /**
   * @param last the end of the path: the class that can't travel
   * @param reason what the rule is, with the class
   * @param mend what the user can do about it
   */
  Unencodable(String last, String reason, String mend) {
    super(reason, null, false, false);
    this.reason = reason;
    this.mend = mend;
    path.add(last);
  }

  /** Adds the step that led here: a field, an element. Keeps the outermost and innermost steps of a long path. */
  Unencodable from(String step) {
    if (path.size() == LONGEST_PATH) {
      path.removeFirst();
      left++;
    }
    path.addFirst(step);
    return this;
  }

  SerializationException toException(@Nullable Object root) {
    StringBuilder text = new StringBuilder("cannot encode ");
    text.append(root == null ? "null" : root.getClass().getName());
    text.append(": ").append(reason).append(": path=");
    String separator = "";
    int step = 0;
    for (String name : path) {
      text.append(separator).append(name);
      separator = " -> ";
      if (step++ == 0 && left > 0) {
        text.append(" -> ... (").append(left).append(" more)");
      }
    }
    text.append("; ").append(mend);
    return new SerializationException(text.toString(), null);
  }
}
