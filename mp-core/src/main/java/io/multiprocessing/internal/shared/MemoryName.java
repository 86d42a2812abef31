package io.multiprocessing.internal.shared;

import io.multiprocessing.shared.SharedObjects;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What blocks of memory may be called. */
final class MemoryName {

  private static final String PREFIX = "psm_"; // as CPython's
  private static final int RANDOM_BYTES = 4;
  private static final String RESERVED_PREFIX = "mp-run-"; // a sweep would remove it
  private static final SecureRandom RANDOM = new SecureRandom();

  private MemoryName() {}

  static String random() {
    byte[] number = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(number);
    return PREFIX + HexFormat.of().formatHex(number);
  }

  /**
   * @throws IllegalArgumentException if it isn't a plain name of a file
   */
  static String require(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    boolean plain =
        !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0 && name.indexOf('\\') < 0
            && name.indexOf('\0') < 0 && !name.startsWith(RESERVED_PREFIX);
    if (!plain || bytes == 0 || bytes > SharedObjects.MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "a name of shared memory must be that of a file, of 1 to " + SharedObjects.MAX_NAME_BYTES
              + " bytes, without slashes, and not begin with " + RESERVED_PREFIX + ": name='" + name.replace('\0', '?')
              + "', bytes=" + bytes);
    }
    return name;
  }
}
