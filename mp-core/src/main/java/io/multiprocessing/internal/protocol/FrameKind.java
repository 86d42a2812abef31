package io.multiprocessing.internal.protocol;

import org.jspecify.annotations.Nullable;

/** What a frame says. The codes are the wire's; new ones are appended, never reused. */
public enum FrameKind {
  /** Child to parent, first on each channel: the launch and, as the body, the channel's role. */
  HELLO(1),
  /** Parent to child: run this {@code ChildProcess} and exit. */
  RUN(2),
  /** Parent to worker: run this initializer and keep this exit function. */
  INIT(3),
  /** Parent to worker: run this call. */
  TASK(4),
  /** Parent to worker: run the exit function and exit; nothing follows. */
  STOP(5),
  /** Worker to parent: the initializer has run. */
  READY(6),
  /** Worker to parent: the result of the task with this sequence. */
  RESULT(7),
  /** Worker to parent: what the task, or with sequence 0 the initializer, failed with. */
  FAILURE(8),
  /** Worker to parent: the tasks from this sequence up to the one in the body were not started and won't be. */
  RETURNED(9),
  /** Parent to child, control channel: interrupt the main thread. */
  INTERRUPT(10),
  /** Parent to worker, control channel: return the tasks up to this sequence that were not started. */
  REVOKE(11),
  /** Child to parent, control channel: it exits in order, by the signal given as the sequence, or 0 for none. */
  EXITING(12),
  /** Either way: a frame of the kind given as the sequence is not understood here and was passed over. */
  REFUSED(13),
  /** Parent to spare: run this preloader; answered like {@link #INIT}. */
  PRELOAD(14),
  /** Parent to spare: from now on it is the child described in the body. Answered with {@link #READY}. */
  BECOME(15),
  /** Parent to child: begin with this state; before it is told what to run. */
  INHERIT(16),
  /**
   * Parent to spare: do what the body holds a few times, a process or a call, and say {@link #READY} or {@link
   * #FAILURE}.
   */
  REHEARSE(17);

  private static final FrameKind[] BY_CODE = new FrameKind[18];

  static {
    for (FrameKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The kind with this code, or null for one that this version doesn't know. */
  public static @Nullable FrameKind of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
