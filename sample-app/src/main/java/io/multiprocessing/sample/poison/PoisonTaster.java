package io.multiprocessing.sample.poison;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.spring.offload.Offload;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

/**
 * Takes poison in a worker JVM, for real: nothing here is simulated. Refuses to in any process that is not a worker.
 */
@Service
public class PoisonTaster {

  private static final int BLOCK_BYTES = 16 << 20;
  private static final int EXIT_CODE = 3;

  /** Takes {@code poison}; the future fails with what became of the worker. */
  @Offload(pool = "documents", timeout = "${sample.poison-timeout:5s}")
  public CompletableFuture<Void> taste(Poison poison) {
    if (Multiprocessing.parentProcess().isEmpty()) {
      throw new IllegalStateException(
          "poison is taken in worker processes only, and this is the service itself: pid="
              + ProcessHandle.current().pid());
    }
    switch (poison) {
      case NATIVE_CRASH -> writeToAddressZero();
      case OUT_OF_MEMORY -> fillTheHeap();
      case ENDLESS_LOOP -> spin();
      case EXIT -> System.exit(EXIT_CODE);
    }
    throw new IllegalStateException("the worker survived the poison: poison=" + poison);
  }

  /** By reflection: javac warns about any mention of Unsafe, and no option of it can turn that off. */
  private static void writeToAddressZero() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      type.getMethod("putAddress", long.class, long.class).invoke(instance.get(null), 0L, 0L);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Unsafe that writes to memory", e);
    }
  }

  private static void fillTheHeap() {
    List<byte[]> hoard = new ArrayList<>();
    while (true) {
      hoard.add(new byte[BLOCK_BYTES]);
    }
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}
