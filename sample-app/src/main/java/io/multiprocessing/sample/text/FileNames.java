package io.multiprocessing.sample.text;

import java.util.regex.Pattern;

/** File names as they come from strangers. */
public final class FileNames {

  private static final int MAX_CHARS = 160;
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private FileNames() {}

  /**
   * What a person can read of {@code name}: its last part, without characters that control a terminal or turn the
   * direction of text around. Still text, not markup.
   */
  public static String readable(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String visible = visible(last).strip();
    if (visible.isEmpty()) {
      return "unnamed.pdf";
    }
    if (visible.length() <= MAX_CHARS) {
      return visible;
    }
    int end = Character.isHighSurrogate(visible.charAt(MAX_CHARS - 2)) ? MAX_CHARS - 2 : MAX_CHARS - 1;
    return visible.substring(0, end) + "…";
  }

  /** {@code text} without the characters that control a terminal or turn the direction of text around. */
  public static String visible(String text) {
    return INVISIBLE.matcher(text).replaceAll("");
  }
}
