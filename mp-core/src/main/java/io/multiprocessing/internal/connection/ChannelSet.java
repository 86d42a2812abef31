package io.multiprocessing.internal.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Channels and the selector that looks at them; without channels, nothing. For one thread, but for {@link #wake}. */
final class ChannelSet implements Sleeper {

  private static final int INPUT = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

  private final @Nullable Selector selector;

  /**
   * @throws IllegalArgumentException if a channel is in blocking mode or is only written
   * @throws IllegalStateException if a channel is closed
   */
  ChannelSet(List<SelectableChannel> channels) {
    Selector opened = null;
    if (!channels.isEmpty()) {
      try {
        opened = Selector.open();
        for (SelectableChannel channel : channels) {
          register(opened, channel);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("channels can't be waited for: channels=" + channels.size(), e);
      } catch (RuntimeException e) {
        close(opened);
        throw e;
      }
    }
    this.selector = opened;
  }

  private static void register(Selector selector, SelectableChannel channel) {
    int operations = channel.validOps() & INPUT;
    if (operations == 0) {
      throw new IllegalArgumentException(
          "only a channel that is read or accepts can be waited for: channel=" + channel);
    }
    try {
      channel.register(selector, operations);
    } catch (IllegalBlockingModeException e) {
      throw new IllegalArgumentException(
          "a channel that is waited for must be in non-blocking mode: channel=" + channel
              + "; call configureBlocking(false)",
          e);
    } catch (ClosedChannelException e) {
      throw closed(channel);
    }
  }

  private static IllegalStateException closed(SelectableChannel channel) {
    return new IllegalStateException("a closed channel can't be waited for: channel=" + channel);
  }

  /** Finds out which channels are ready, without waiting. */
  void look() {
    if (selector != null) {
      try {
        selector.selectedKeys().clear();
        selector.selectNow();
      } catch (IOException e) {
        throw new UncheckedIOException("channels can't be looked at", e);
      }
    }
  }

  /** Whether a channel was ready at the last look. */
  boolean isReady(SelectableChannel channel) {
    SelectionKey key = channel.keyFor(selector);
    if (key == null || !channel.isOpen()) {
      throw closed(channel);
    }
    return selector != null && selector.selectedKeys().contains(key);
  }

  @Override
  public void prepare() {}

  @Override
  public void sleep(long nanos) {
    if (selector == null) {
      throw new IllegalStateException("there are no channels to sleep on");
    }
    try {
      selector.selectedKeys().clear();
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    } catch (IOException e) {
      throw new UncheckedIOException("channels can't be waited for", e);
    }
  }

  @Override
  public void wake() {
    if (selector != null) {
      selector.wakeup();
    }
  }

  @Override
  public void close() {
    close(selector);
  }

  private static void close(@Nullable Selector selector) {
    if (selector != null) {
      try {
        selector.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a selector can't be closed", e);
      }
    }
  }
}
