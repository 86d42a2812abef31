package io.multiprocessing.internal.connection;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tlschannel.ClientTlsChannel;
import tlschannel.NeedsReadException;
import tlschannel.NeedsTaskException;
import tlschannel.NeedsWriteException;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;

/**
 * TLS 1.3 over a socket in non-blocking mode, through tls-channel. {@link #handshake} comes first, and again until it
 * is done.
 *
 * <p>The channel below takes bytes, encrypts them, and may then find that the socket is full: they are gone from the
 * caller's buffers, and a part of their record is still here. Somebody has to write again for it to go out. So a write
 * that has taken everything, but couldn't send it, gives the last byte back, and skips it when the caller comes with it
 * again.
 *
 * <p>The end of the socket's stream is the end of the data only if TLS has announced it. Else it is an error: somebody
 * may have cut off what follows, or the other side was killed.
 */
final class TlsWire implements Wire {

  private static final Logger log = LoggerFactory.getLogger(TlsWire.class);

  private static final String PROTOCOL = "TLSv1.3";
  /** An engine that fails may throw that again, and have records of the handshake left, before it says so. */
  private static final int RECORDS_BEFORE_ALERT = 8;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What {@link #handshake} gives beside the operations of a key: it is done. */
  static final int DONE = 0;

  /** What {@link #handshake} gives beside the operations of a key: {@link #takeTask} is to be run before it goes on. */
  static final int TASK = -1;

  private final SocketChannel socket;
  private final SSLEngine engine;
  private final TlsChannel tls;
  private @Nullable Runnable task; // of the handshake
  private boolean givenBack; // a byte, to the writing thread's caller
  private volatile boolean holdsInput;
  private volatile boolean owesOutput;

  private TlsWire(SocketChannel socket, SSLEngine engine, TlsChannel tls) {
    this.socket = socket;
    this.engine = engine;
    this.tls = tls;
  }

  /** @param context has been checked */
  static TlsWire server(SocketChannel socket, SSLContext context) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    restrict(engine, engine.getSSLParameters());
    return new TlsWire(
        socket,
        engine,
        ServerTlsChannel.newBuilder(socket, context).withEngineFactory(same -> engine).withRunTasks(false).build());
  }

  /**
   * The side that connects.
   *
   * @param context has been checked
   * @param address the certificate has to be for its host, as it was written; a Unix domain socket has none
   */
  static TlsWire client(SocketChannel socket, SSLContext context, SocketAddress address) {
    SSLEngine engine;
    SSLParameters parameters;
    if (address instanceof InetSocketAddress inet) {
      engine = context.createSSLEngine(inet.getHostString(), inet.getPort()); // names the host to the server, too
      parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    } else {
      engine = context.createSSLEngine();
      parameters = engine.getSSLParameters();
    }
    engine.setUseClientMode(true);
    restrict(engine, parameters);
    return new TlsWire(
        socket, engine, ClientTlsChannel.newBuilder(socket, engine).withRunTasks(false).build());
  }

  /** @throws SSLException if the context knows no TLS 1.3 */
  static void check(SSLContext context) throws SSLException {
    String[] supported = context.getSupportedSSLParameters().getProtocols();
    if (!Arrays.asList(supported).contains(PROTOCOL)) {
      throw new SSLException("the SSLContext must know TLS 1.3: supported=" + Arrays.toString(supported));
    }
  }

  /** Older versions can renegotiate, which a connection in both directions at once doesn't survive. */
  private static void restrict(SSLEngine engine, SSLParameters parameters) {
    parameters.setProtocols(new String[] {PROTOCOL});
    engine.setSSLParameters(parameters);
  }

  /**
   * Goes on with the handshake as far as that is possible without waiting.
   *
   * @return {@link #DONE}, {@link #TASK}, or the operation to wait for
   * @throws SSLException if it fails; the other side is told, if the socket takes it
   * @throws EOFException if the other side ends the connection
   */
  int handshake() throws IOException {
    try {
      tls.handshake();
      holdsInput = true; // what came behind the handshake may be in it
      return DONE;
    } catch (NeedsReadException e) {
      return SelectionKey.OP_READ;
    } catch (NeedsWriteException e) {
      return SelectionKey.OP_WRITE;
    } catch (NeedsTaskException e) {
      task = e.getTask();
      return TASK;
    } catch (ClosedChannelException e) {
      throw endedEarly(e);
    } catch (SSLException e) {
      sendAlert();
      throw e;
    }
  }

  private EOFException endedEarly(ClosedChannelException cause) {
    EOFException failure = new EOFException("the other side ended the connection during the handshake of TLS");
    failure.initCause(cause);
    return failure;
  }

  /** A part of the handshake that computes for long. Run by any thread; {@link #handshake} goes on after it. */
  Runnable takeTask() {
    Runnable taken = task;
    if (taken == null) {
      throw new IllegalStateException("there is no task of the handshake");
    }
    task = null;
    return taken;
  }

  /** What is wrong, for the other side: the channel gives up without a word. */
  private void sendAlert() {
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    for (int i = 0; i < RECORDS_BEFORE_ALERT; i++) {
      try {
        engine.wrap(NOTHING.duplicate(), record.clear());
        if (record.flip().hasRemaining()) {
          socket.write(record);
        } else if (i > 0) {
          return;
        }
      } catch (IOException e) {
        log.debug("the same failure once more, or one to tell the other side", e);
      }
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (true) {
      owesOutput = false; // the channel goes on with it by itself
      try {
        int count = tls.read(target);
        holdsInput = count > 0;
        if (count < 0 && !tls.shutdownReceived()) {
          throw new SSLException(
              "the connection was cut off: it ended and TLS had not announced it, so the other side died, or"
                  + " somebody in between ended it");
        }
        return count;
      } catch (NeedsReadException e) {
        holdsInput = false;
        return 0;
      } catch (NeedsWriteException e) {
        owesOutput = true;
        return 0;
      } catch (NeedsTaskException e) {
        e.getTask().run(); // only in a handshake do they take long
      }
    }
  }

  @Override
  public int readInterest() {
    return owesOutput ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
  }

  @Override
  public int writeInterest() {
    return SelectionKey.OP_WRITE; // nothing but the handshake waits for input to write
  }

  @Override
  public boolean mayHoldInput() {
    return holdsInput;
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (!tls.shutdownSent()) {
      try {
        tls.shutdown();
      } catch (NeedsWriteException e) {
        log.debug("the end of TLS could not be announced, because the socket is full");
      }
    }
    socket.shutdownOutput();
  }

  @Override
  public boolean owesOutput() {
    return owesOutput;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return (int) write(new ByteBuffer[] {source}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] parts) throws IOException {
    return write(parts, 0, parts.length);
  }

  @Override
  public long write(ByteBuffer[] parts, int offset, int length) throws IOException {
    long before = remaining(parts, offset, length);
    if (before == 0) {
      return 0;
    }
    if (givenBack) {
      if (!flush()) {
        return 0;
      }
      givenBack = false;
      skipOne(parts, offset, length);
    }
    try {
      tls.write(parts, offset, length);
    } catch (NeedsWriteException e) {
      if (remaining(parts, offset, length) == 0) {
        giveOneBack(parts, offset, length);
        givenBack = true;
      }
    }
    return before - remaining(parts, offset, length);
  }

  @Override
  public boolean flush() throws IOException {
    try {
      tls.write(NOTHING.duplicate());
    } catch (NeedsWriteException e) {
      return false;
    }
    if (owesOutput) {
      owesOutput = false;
      holdsInput = true; // the read that owed it was in the middle of something
    }
    return true;
  }

  private static long remaining(ByteBuffer[] parts, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += parts[i].remaining();
    }
    return sum;
  }

  private static void skipOne(ByteBuffer[] parts, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (parts[i].hasRemaining()) {
        parts[i].position(parts[i].position() + 1);
        return;
      }
    }
  }

  private static void giveOneBack(ByteBuffer[] parts, int offset, int length) {
    for (int i = offset + length - 1; i >= offset; i--) {
      if (parts[i].position() > 0) {
        parts[i].position(parts[i].position() - 1);
        return;
      }
    }
  }

  @Override
  public SocketChannel socket() {
    return socket;
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  /** Announces the end, if nobody is writing and the socket takes it, and closes the socket. */
  @Override
  public void close() throws IOException {
    tls.close();
  }

  @Override
  public String toString() {
    return socket + ", " + engine.getSession().getProtocol();
  }
}
