package io.multiprocessing.internal.manager;

import io.multiprocessing.process.AuthKey;
import java.net.UnixDomainSocketAddress;
import java.util.HexFormat;

/** A process that holds objects and locks, waits in calls and makes more, until it is killed. */
final class CallingClient {

  private CallingClient() {}

  /** @param arguments the server's socket and its key */
  public static void main(String[] arguments) throws Throwable {
    AuthKey key = AuthKey.of(HexFormat.of().parseHex(arguments[1]));
    try (RawClient client = RawClient.connect(UnixDomainSocketAddress.of(arguments[0]), key)) {
      long object = client.create("Blocking");
      long lock = client.create("Lock");
      client.call(lock, "lock");
      client.send(object, "block");
      client.send(lock, 2, "lock");
      System.out.println("READY " + ProcessHandle.current().pid());
      while (true) {
        client.create("Blocking");
        client.call(object, "length", "text");
        client.sendCreate("Blocking", null);
        client.send(object, "length", "text");
      }
    }
  }
}
