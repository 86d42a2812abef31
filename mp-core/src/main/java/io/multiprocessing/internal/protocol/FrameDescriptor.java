package io.multiprocessing.internal.protocol;

import io.multiprocessing.serialization.EncodedMessage;

/**
 * The layout of a frame. All numbers are big endian.
 *
 * <pre>
 *   0         1         2                   4                                       8
 *  +---------+---------+-------------------+---------------------------------------+
 *  | version | kind    | attachment count  | body length                           |
 *  +---------+---------+-------------------+---------------------------------------+
 *  | sequence                                                                      |
 *  +---------------------------------------+---------------------------------------+ 16
 *  | length of attachment 0                | length of attachment 1 ...            |
 *  +---------------------------------------+---------------------------------------+
 *  | body ...                                                                      |
 *  +-------------------------------------------------------------------------------+
 *  | attachment 0 ... attachment 1 ...                                             |
 *  +-------------------------------------------------------------------------------+
 * </pre>
 *
 * A reader can pass over a frame of a kind it doesn't know, because the lengths don't depend on the kind.
 */
public final class FrameDescriptor {

  /** The version of this layout; both ends are the same library, so a different one is an error. */
  public static final int VERSION = 1;

  public static final int VERSION_OFFSET = 0;
  public static final int KIND_OFFSET = VERSION_OFFSET + Byte.BYTES;
  public static final int ATTACHMENT_COUNT_OFFSET = KIND_OFFSET + Byte.BYTES;
  public static final int BODY_LENGTH_OFFSET = ATTACHMENT_COUNT_OFFSET + Short.BYTES;
  public static final int SEQUENCE_OFFSET = BODY_LENGTH_OFFSET + Integer.BYTES;
  public static final int HEADER_LENGTH = SEQUENCE_OFFSET + Long.BYTES;

  public static final int MAX_ATTACHMENTS = EncodedMessage.MAX_ATTACHMENTS;

  private FrameDescriptor() {}
}
