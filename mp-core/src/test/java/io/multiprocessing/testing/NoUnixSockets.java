package io.multiprocessing.testing;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/**
 * The JVM's own provider of sockets as it is on a system without Unix domain sockets. Chosen by the system property
 * {@code java.nio.channels.spi.SelectorProvider}; needs {@value #EXPORT}.
 */
public final class NoUnixSockets extends SelectorProvider {

  /** The argument that lets it have the JVM's own provider. */
  public static final String EXPORT = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";

  private final SelectorProvider real;

  /** Made by the JDK. */
  public NoUnixSockets() throws ReflectiveOperationException {
    real = (SelectorProvider) Class.forName("sun.nio.ch.DefaultSelectorProvider").getMethod("get").invoke(null);
  }

  private static void refuse(ProtocolFamily family) {
    if (family == StandardProtocolFamily.UNIX) {
      throw new UnsupportedOperationException("no Unix domain sockets, as the test wants it");
    }
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    return real.openDatagramChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return real.openDatagramChannel(family);
  }

  @Override
  public Pipe openPipe() throws IOException {
    return real.openPipe();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return real.openSelector();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return real.openServerSocketChannel();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    refuse(family);
    return real.openServerSocketChannel(family);
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    return real.openSocketChannel();
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    refuse(family);
    return real.openSocketChannel(family);
  }
}
