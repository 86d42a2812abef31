package io.multiprocessing.manager;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A network between a client and a server that can be cut, and can lose what it is given. */
public final class CuttingProxy implements AutoCloseable {

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger made = new AtomicInteger();
  private final Set<Socket> frozen = new HashSet<>(); // guarded by itself
  private volatile boolean away;

  public CuttingProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  public int connectionsMade() {
    return made.get();
  }

  /** Ends all connections, as if the other side had closed them. */
  public void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  /** Resets all connections. */
  public void reset() throws IOException {
    for (Socket socket : sockets) {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
    }
    cut();
  }

  /** The connections that there are stay and pass nothing on, until {@link #thaw}; new ones work. */
  public void freeze() {
    synchronized (frozen) {
      frozen.addAll(sockets);
    }
  }

  public void thaw() {
    synchronized (frozen) {
      frozen.clear();
      frozen.notifyAll();
    }
  }

  /** Whether new connections are ended at once. */
  public void away(boolean value) {
    away = value;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        if (away) {
          client.close();
          continue;
        }
        Socket server = new Socket(target.getAddress(), target.getPort());
        sockets.add(client);
        sockets.add(server);
        made.incrementAndGet();
        daemon(() -> copy(client, server));
        daemon(() -> copy(server, client));
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[8192];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        synchronized (frozen) {
          while (frozen.contains(from) && !from.isClosed()) {
            frozen.wait();
          }
        }
        out.write(bytes, 0, count);
      }
    } catch (IOException | InterruptedException e) {
      return; // it was cut
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
    thaw();
  }
}
