package io.multiprocessing.manager;

import io.multiprocessing.Multiprocessing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A shared object of tests: holds values, counts, blocks, fails. */
public interface Box {

  ManagedType<Box> TYPE = ManagedType.of("Box", Box.class, InMemory::new);

  void put(@Nullable Object value);

  @Nullable Object get(int index);

  /** Is a proxy for a manager that says so. */
  Box child();

  int size();

  int add(int amount);

  long pid();

  /** Waits for {@link #open}. */
  void await() throws InterruptedException;

  void open();

  /** Whether somebody waits, or has been interrupted. */
  String waiting();

  void fail(String message) throws IOException;

  Object unencodable();

  default String greeting() {
    return "from " + pid();
  }

  /** Made where the manager is. */
  final class InMemory implements Box {

    private final List<@Nullable Object> values = new ArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile String waiting = "nobody";
    private @Nullable Box child;

    @Override
    public synchronized void put(@Nullable Object value) {
      values.add(value);
    }

    @Override
    public synchronized @Nullable Object get(int index) {
      return values.get(index);
    }

    @Override
    public synchronized Box child() {
      if (child == null) {
        child = new InMemory();
      }
      return child;
    }

    @Override
    public synchronized int size() {
      return values.size();
    }

    @Override
    public int add(int amount) {
      return count.addAndGet(amount);
    }

    @Override
    public long pid() {
      return Multiprocessing.currentProcess().pid();
    }

    @Override
    public void await() throws InterruptedException {
      waiting = "waits";
      try {
        opened.await();
        waiting = "done";
      } catch (InterruptedException e) {
        waiting = "interrupted";
        throw e;
      }
    }

    @Override
    public void open() {
      opened.countDown();
    }

    @Override
    public String waiting() {
      return waiting;
    }

    @Override
    public void fail(String message) throws IOException {
      throw new IOException(message);
    }

    @Override
    public Object unencodable() {
      return new Thread("never started");
    }

    @Override
    public String toString() {
      return "box of " + count;
    }
  }
}
