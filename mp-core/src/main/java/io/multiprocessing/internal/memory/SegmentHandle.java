package io.multiprocessing.internal.memory;

import java.io.Serial;
import java.io.Serializable;

/**
 * What travels instead of a segment: enough to find it again on the same machine, and to refuse it with a reason on
 * another.
 *
 * @param path the file, absolute
 * @param kind what it holds
 * @param id the number in its header, so that a later file of the same name isn't taken for it
 * @param payloadLength the payload's length in bytes
 * @param boot the machine's boot id
 */
public record SegmentHandle(String path, SegmentKind kind, long id, long payloadLength, String boot)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;
}
