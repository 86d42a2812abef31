package io.multiprocessing.internal.queue;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.IOException;
import java.io.RandomAccessFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A large element that is being taken. Its file is opened before its name is removed: so it is gone if the process is
 * killed while it reads, and its memory can be given back when it has been read.
 */
final class Payload {

  private static final Logger log = LoggerFactory.getLogger(Payload.class);

  private final Segment segment;
  private final RandomAccessFile file;
  private final int attachments;

  private Payload(Segment segment, RandomAccessFile file, int attachments) {
    this.segment = segment;
    this.file = file;
    this.attachments = attachments;
  }

  /**
   * @throws SharedObjectException if it is gone, or can't be opened
   */
  static Payload open(SegmentHandle handle, int attachments) {
    Segment segment = Segment.attach(handle);
    try {
      return new Payload(segment, new RandomAccessFile(handle.path(), "rw"), attachments);
    } catch (IOException e) {
      throw new SharedObjectException(
          "a large element of a queue can't be opened: path=" + handle.path() + ", reason=" + e.getMessage(), e);
    }
  }

  EncodedMessage read() {
    try (file) {
      EncodedMessage message =
          Content.read(segment.memory(), Segment.PAYLOAD, (int) segment.payloadLength(), attachments);
      file.setLength(0); // the mapping lasts until it is collected, which may be never
      return message;
    } catch (IOException e) {
      log.warn("the memory of an element can't be given back at once: element={}", segment, e);
      return Content.read(segment.memory(), Segment.PAYLOAD, (int) segment.payloadLength(), attachments);
    }
  }
}
