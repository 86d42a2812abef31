package io.multiprocessing.internal.process;

import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts a stream of bytes into lines, hands each on, and remembers the last ones. Bounded in every direction. */
final class LineTail {

  private static final Logger log = LoggerFactory.getLogger(LineTail.class);

  private static final int MAX_LINES = 20;
  private static final int MAX_LINE_BYTES = 8 * 1024;

  private final Charset charset;
  private final Consumer<String> consumer;
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int length;
  private boolean cut; // the rest of this line was dropped
  private final ArrayDeque<String> lines = new ArrayDeque<>(MAX_LINES); // guarded by itself

  LineTail(Charset charset, Consumer<String> consumer) {
    this.charset = charset;
    this.consumer = consumer;
  }

  void accept(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        endLine();
      } else if (length < MAX_LINE_BYTES) {
        line[length++] = b;
      } else {
        cut = true;
      }
    }
  }

  /** Hands on what came after the last line end. */
  void finish() {
    if (length > 0) {
      endLine();
    }
  }

  private void endLine() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    String text = new String(line, 0, end, charset) + (cut ? " ... (cut)" : "");
    length = 0;
    cut = false;
    synchronized (lines) {
      if (lines.size() == MAX_LINES) {
        lines.removeFirst();
      }
      lines.addLast(text);
    }
    try {
      consumer.accept(text);
    } catch (RuntimeException e) {
      // A failing appender must not stop the reading: the child would block on a full pipe.
      log.debug("a line of a child's output could not be handed on", e);
    }
  }

  List<String> last() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }
}
