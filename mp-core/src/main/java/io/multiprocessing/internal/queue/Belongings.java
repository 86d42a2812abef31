package io.multiprocessing.internal.queue;

import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.Transfers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a queue has beside its own segment, and what is on its way in its elements. While the queue was never
 * sent, they are this process's own as the queue is, and go with it; from the moment it is sent they stay until they
 * are used up. Thread safe.
 */
final class Belongings {

  private static final Logger log = LoggerFactory.getLogger(Belongings.class);

  private final Map<Long, Segment> unsent = new HashMap<>(); // guarded by this; strong, or they would be collected
  private final Deque<Carried> carried = new ArrayDeque<>(); // guarded by this; empty once it was sent
  private boolean sent; // guarded by this

  /** What travels in the element with this number, as long as that may still be in the queue. */
  private record Carried(int number, Transfers transfers) {}

  Belongings(boolean sent) {
    this.sent = sent;
  }

  /** Before a file becomes reachable for those who take. */
  synchronized void keep(Segment file) {
    if (sent) {
      file.send();
    } else {
      unsent.put(file.id(), file);
    }
  }

  /**
   * After an element was put.
   *
   * @param number its number, from one
   * @param taken how many elements were taken
   */
  void keep(Transfers transfers, int number, int taken) {
    if (transfers != Transfers.NONE) {
      synchronized (this) {
        forgetTaken(taken);
        if (!sent) {
          carried.add(new Carried(number, transfers));
        }
      }
    }
  }

  private void forgetTaken(int taken) {
    while (!carried.isEmpty() && carried.element().number() - taken <= 0) {
      carried.remove();
    }
  }

  /** When the queue itself is sent. */
  synchronized void send() {
    sent = true;
    unsent.values().forEach(Segment::send);
    unsent.clear();
    carried.clear(); // another process may take it
  }

  synchronized boolean isSent() {
    return sent;
  }

  /** Removes all of a queue that was never sent; what travels in elements that are still there won't arrive. */
  synchronized void close(int taken) {
    forgetTaken(taken);
    carried.forEach(one -> one.transfers().cancel());
    carried.clear();
    unsent.values().forEach(file -> giveBack(Path.of(file.handle().path())));
    unsent.clear();
  }

  /** Removes a file that nobody uses any more, and gives its memory back although it is still mapped here and there. */
  void discard(SegmentHandle file) {
    forget(file);
    giveBack(Path.of(file.path()));
  }

  /** Removes the name of a file that is being read; its memory goes with the mappings. */
  void release(SegmentHandle file) {
    forget(file);
    removeName(file);
  }

  /** Removes the name of a file that is still needed where it is mapped. */
  void removeName(SegmentHandle file) {
    removeName(Path.of(file.path()));
  }

  private synchronized void forget(SegmentHandle file) {
    unsent.remove(file.id());
  }

  private static void giveBack(Path path) {
    try {
      truncate(path);
    } catch (IOException e) {
      log.warn("the memory of a queue's file can't be given back at once: path={}", path, e);
    } finally {
      removeName(path); // also when there was no descriptor left to open it: nobody would try again
    }
  }

  private static void truncate(Path path) throws IOException {
    if (Files.exists(path)) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(0); // mappings last until they are collected, which may be never
      }
    }
  }

  private static void removeName(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("a queue's file could not be removed: path={}", path, e);
    }
  }
}
