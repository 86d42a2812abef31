package io.multiprocessing.internal.protocol;

import io.multiprocessing.serialization.EncodedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A frame as it was received. The body lies in the channel's own buffer and is valid until the next frame is received;
 * the attachments are the receiver's to keep.
 *
 * @param kind what it says, or null for a kind that this version doesn't know
 * @param kindCode the kind as it was on the wire
 * @param sequence the number it is about; its meaning depends on the kind
 * @param message its payload
 */
public record Frame(@Nullable FrameKind kind, int kindCode, long sequence, EncodedMessage message) {}
