package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Pipe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The reference page's example under "Connection Objects". */
public final class ConnectionExample {

  private ConnectionExample() {}

  public static void main(String[] args) throws Exception {
    Pipe pipe = Multiprocessing.get().pipe();
    Connection a = pipe.first();
    Connection b = pipe.second();
    a.send(Arrays.asList(1, "hello", null));
    System.out.println(b.<Object>recv());
    b.sendBytes("thank you".getBytes(StandardCharsets.US_ASCII));
    System.out.println(new String(a.recvBytes(), StandardCharsets.US_ASCII));

    int[] arr1 = {0, 1, 2, 3, 4};
    ByteBuffer arr2 = ByteBuffer.allocate(10 * Integer.BYTES);
    ByteBuffer sent = ByteBuffer.allocate(arr1.length * Integer.BYTES);
    sent.asIntBuffer().put(arr1);
    a.sendBytes(sent);
    int count = b.recvBytesInto(arr2);
    System.out.println(count == arr1.length * Integer.BYTES);
    int[] received = new int[10];
    arr2.rewind().asIntBuffer().get(received);
    System.out.println(Arrays.toString(received));
  }
}
