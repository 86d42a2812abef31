package io.multiprocessing.internal.transport;

import org.jspecify.annotations.Nullable;

/** A child has two channels, so that a word to it is heard while its main thread is busy with a task. */
public enum ChannelRole {
  /** Tasks and results; read by the child's main thread itself, without a hand-over between threads. */
  DATA,
  /** Interrupts and revocations to the child, its farewell to the parent; its end is the parent's death. */
  CONTROL;

  /** The role with this ordinal, or null. */
  public static @Nullable ChannelRole of(byte ordinal) {
    return ordinal == 0 ? DATA : ordinal == 1 ? CONTROL : null;
  }
}
