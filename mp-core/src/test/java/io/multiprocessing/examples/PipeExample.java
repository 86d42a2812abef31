package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.process.ChildProcess;
import java.io.IOException;
import java.util.Arrays;

/** The reference page's example of "Pipes", under "Exchanging objects between processes". */
public final class PipeExample {

  private PipeExample() {}

  private record F(Connection conn) implements RemoteRunnable {
    @Override
    public void run() throws IOException {
      conn.send(Arrays.asList(42, null, "hello"));
      conn.close();
    }
  }

  public static void main(String[] args) throws Exception {
    Pipe pipe = Multiprocessing.get().pipe();
    Connection parentConn = pipe.first();
    Connection childConn = pipe.second();
    ChildProcess p = Multiprocessing.get().process(new F(childConn));
    p.start();
    System.out.println(parentConn.<Object>recv()); // prints "[42, null, hello]"
    p.join();
  }
}
