package io.multiprocessing.connection;

import java.io.IOException;
import java.util.Objects;

/**
 * Two connections that are each other's other side, through memory that processes share. Made by {@code
 * Multiprocessing.pipe()}.
 *
 * <pre>{@code
 * Pipe pipe = Multiprocessing.get().pipe();
 * ChildProcess child = Multiprocessing.get().process(new Worker(pipe.second()));
 * child.start();
 * pipe.second().close();          // the child has its own now
 * pipe.first().recv();            // what the worker sent, or the end of file once it has ended
 * }</pre>
 *
 * <p><b>Ends travel.</b> A connection of a pipe can be captured by a target or a task, or sent through another
 * connection; the receiver has a connection of its own to the same end. An end is open as long as any process has one
 * open, or one is on its way. So, as in Python, whoever has given an end away closes its own object, or it would wait
 * for itself: the other side sees the end of file only when the last one is closed or its process has ended.
 *
 * <p>A connection on its way counts for its end until it arrives, or until its sender learns that it won't: when
 * sending fails, when the process it was given to has ended, when the task it was given to is complete. In these cases
 * nobody learns it, and the end stays open as long as the <em>sending process</em> lives: the message is never
 * received, because the pipe or queue that holds it was closed before; it is received as bytes; it can't be decoded; or
 * a worker returned the connection as a result and nobody got it. At most 1,024 connections to one end can be on their
 * way at a time. A connection of a pipe doesn't travel through a socket.
 *
 * <p><b>Death.</b> A process that dies takes its part of the ends with it, within about a tenth of a second. One that
 * is killed while it sends or receives damages at most the message it was at: others who share its end go on with the
 * next.
 *
 * <p>Whoever made it closes it, or each connection by itself. Python: the pair that {@code Pipe()} returns.
 *
 * @param first one end; in a one-way pipe the one that receives
 * @param second the other end; in a one-way pipe the one that sends
 */
public record Pipe(Connection first, Connection second) implements AutoCloseable {

  public Pipe {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
  }

  /** The end that receives, of a one-way pipe: {@link #first()}. */
  public Connection reader() {
    return first;
  }

  /** The end that sends, of a one-way pipe: {@link #second()}. */
  public Connection writer() {
    return second;
  }

  /** Closes this process's connections to both ends. Closing twice is closing once. */
  @Override
  public void close() throws IOException {
    try (first) {
      second.close();
    }
  }
}
