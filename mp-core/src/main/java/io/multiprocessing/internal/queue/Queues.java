package io.multiprocessing.internal.queue;

import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.queue.JoinableQueue;
import io.multiprocessing.queue.QueueConfig;
import io.multiprocessing.queue.SimpleQueue;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;

/** Makes queues, and views of those that arrive from another process. */
public final class Queues {

  private Queues() {}

  /** For queues that arrive: whoever decodes them doesn't pass its codec on. */
  private static final class Arrived {
    static final Codec CODEC = new KryoCodec();
  }

  /**
   * @throws io.multiprocessing.api.SharedObjectException if there is no memory for it
   */
  public static <E> InterProcessQueue<E> queue(QueueConfig config, Codec codec) {
    return new SharedQueue<>(QueueCore.create(config.capacity(), false), codec, config.unencodableHandler());
  }

  /**
   * @throws io.multiprocessing.api.SharedObjectException if there is no memory for it
   */
  public static <E> JoinableQueue<E> joinableQueue(QueueConfig config, Codec codec) {
    return new SharedJoinableQueue<>(QueueCore.create(config.capacity(), true), codec, config.unencodableHandler());
  }

  /**
   * @throws io.multiprocessing.api.SharedObjectException if there is no memory for it
   */
  public static <E> SimpleQueue<E> simpleQueue(Codec codec) {
    return new SharedSimpleQueue<>(new SharedQueue<>(QueueCore.create(QueueConfig.UNBOUNDED, false), codec, null));
  }

  static Object view(QueueHandle handle) {
    QueueCore core = QueueCore.attach(handle.segment());
    SharedQueue<?> queue =
        handle.kind() == QueueKind.JOINABLE
            ? new SharedJoinableQueue<>(core, Arrived.CODEC, handle.handler())
            : new SharedQueue<>(core, Arrived.CODEC, handle.handler());
    return handle.kind() == QueueKind.SIMPLE ? new SharedSimpleQueue<>(queue) : queue;
  }
}
