package io.multiprocessing.queue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a queue is made. Immutable and safe for use by several threads; a {@link Builder} is not. Python: the argument
 * {@code maxsize}, and what a subclass overrides.
 */
public final class QueueConfig {

  /** The capacity of a queue without a bound. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  private static final QueueConfig DEFAULTS = builder().build();

  private final int capacity;
  private final @Nullable UnencodableHandler unencodableHandler;

  private QueueConfig(Builder builder) {
    capacity = builder.capacity;
    unencodableHandler = builder.unencodableHandler;
  }

  /** No bound, and an exception for elements that can't be encoded. */
  public static QueueConfig defaults() {
    return DEFAULTS;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** How many elements there may be at most. */
  public int capacity() {
    return capacity;
  }

  /** Who takes elements that can't be encoded, or null for an exception. */
  public @Nullable UnencodableHandler unencodableHandler() {
    return unencodableHandler;
  }

  /** Collects values; {@link #build()} checks them. */
  public static final class Builder {

    private int capacity = UNBOUNDED;
    private @Nullable UnencodableHandler unencodableHandler;

    private Builder() {}

    /** How many elements there may be, at least 1; {@link #UNBOUNDED} unless it is set. */
    public Builder capacity(int elements) {
      this.capacity = elements;
      return this;
    }

    /** Who takes elements that can't be encoded. */
    public Builder onUnencodable(UnencodableHandler handler) {
      this.unencodableHandler = Objects.requireNonNull(handler, "handler");
      return this;
    }

    /**
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public QueueConfig build() {
      if (capacity < 1) {
        throw new IllegalArgumentException(
            "capacity must be at least 1: capacity=" + capacity + "; leave it out for a queue without a bound");
      }
      return new QueueConfig(this);
    }
  }
}
