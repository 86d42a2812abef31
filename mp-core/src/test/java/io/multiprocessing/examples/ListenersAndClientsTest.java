package io.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.Connections;
import io.multiprocessing.connection.Addresses;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Listener;
import io.multiprocessing.process.AuthKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server and the client of the section "Listeners and Clients". */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenersAndClientsTest {

  private static final AuthKey KEY = AuthKey.of("secret password".getBytes(StandardCharsets.US_ASCII));

  /** Sends some data to the first client. The reference page has the port 6000. */
  static void server(Listener listener, PrintStream out) throws IOException {
    try (Connection connection = listener.accept()) {
      out.println("connection accepted from " + listener.lastAccepted().orElseThrow());

      connection.send(Arrays.asList(2.25, null, "junk", Float.class));

      connection.sendBytes("hello".getBytes(StandardCharsets.US_ASCII));

      connection.sendBytes(ints(42, 1729));
    }
  }

  /** Receives it and prints it. */
  static void client(SocketAddress address, PrintStream out) throws IOException {
    try (Connection connection = Connections.client(address, KEY)) {
      out.println(connection.<Object>recv()); // [2.25, null, junk, class java.lang.Float]

      out.println(new String(connection.recvBytes(), StandardCharsets.US_ASCII)); // hello

      ByteBuffer array = ints(0, 0, 0, 0, 0);
      out.println(connection.recvBytesInto(array)); // 8
      int[] numbers = new int[5];
      array.rewind().asIntBuffer().get(numbers);
      out.println(Arrays.toString(numbers)); // [42, 1729, 0, 0, 0]
    }
  }

  private static ByteBuffer ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return bytes;
  }

  @Test
  void printsWhatTheReferencePageSays() throws Exception {
    ByteArrayOutputStream servers = new ByteArrayOutputStream();
    ByteArrayOutputStream clients = new ByteArrayOutputStream();
    try (Listener listener = Connections.listener(Addresses.of("localhost", 0), KEY)) {
      FutureTask<Object> serving =
          new FutureTask<>(
              () -> {
                server(listener, new PrintStream(servers, true, StandardCharsets.UTF_8));
                return null;
              });
      new Thread(serving, "server").start();
      client(listener.address(), new PrintStream(clients, true, StandardCharsets.UTF_8));
      serving.get(30, TimeUnit.SECONDS);
    }

    assertThat(servers.toString(StandardCharsets.UTF_8)).matches("connection accepted from /127\\.0\\.0\\.1:\\d+\\R");
    assertThat(clients.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("[2.25, null, junk, class java.lang.Float]", "hello", "8", "[42, 1729, 0, 0, 0]");
  }
}
