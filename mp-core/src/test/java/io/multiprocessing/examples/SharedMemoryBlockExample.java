package io.multiprocessing.examples;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.shared.ShareableList;
import io.multiprocessing.shared.SharedMemory;
import io.multiprocessing.shared.SharedObjects;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** After the examples of {@code multiprocessing.shared_memory}: two processes see each other's writes. */
public final class SharedMemoryBlockExample {

  private SharedMemoryBlockExample() {}

  private record Writer(String block, ShareableList list) implements RemoteRunnable {
    @Override
    public void run() {
      try (SharedMemory existing = Multiprocessing.get().shared().attachMemory(block)) {
        existing.buffer().put(0, (byte) 'J');
        list.set(2, "dry ice");
        list.set(4, 2 * (Integer) list.get(4));
      }
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    SharedObjects shared = Multiprocessing.get().shared();
    try (SharedMemory block = shared.createMemory(10);
        ShareableList list = shared.list(List.of("howdy", true, "ein Wort", 100.0, 21))) {
      block.buffer().put("howdy".getBytes(StandardCharsets.UTF_8));
      ChildProcess writer = Multiprocessing.get().process(new Writer(block.name(), list));
      writer.start();
      writer.join();
      byte[] word = new byte[5];
      block.buffer().get(word);
      System.out.println(new String(word, StandardCharsets.UTF_8));
      System.out.println(List.copyOf(list));
      block.unlink();
      list.unlink();
    }
  }
}
