package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.Waitables;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.process.ChildProcess;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The reference page's example of {@code wait}, under "Listeners and Clients": messages of several processes at once.
 */
public final class WaitExample {

  private WaitExample() {}

  private record Foo(Connection w) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      for (int i = 0; i < 10; i++) {
        w.send(List.of(i, Multiprocessing.currentProcess().name()));
      }
      w.close();
    }
  }

  public static void main(String[] args) throws Exception {
    List<Connection> readers = new ArrayList<>();

    for (int i = 0; i < 4; i++) {
      Pipe pipe = Multiprocessing.get().pipe(false);
      readers.add(pipe.reader());
      ChildProcess p = Multiprocessing.get().process(new Foo(pipe.writer()));
      p.start();
      // We close the writable end of the pipe now to be sure that p is the only process which owns a handle for it.
      // This ensures that when p closes its handle for the writable end, await() will promptly report the readable end
      // as ready.
      pipe.writer().close();
    }

    while (!readers.isEmpty()) {
      for (Connection r : Waitables.await(readers)) {
        try {
          Object msg = r.recv();
          System.out.println(msg);
        } catch (EOFException e) {
          readers.remove(r);
        }
      }
    }
  }
}
