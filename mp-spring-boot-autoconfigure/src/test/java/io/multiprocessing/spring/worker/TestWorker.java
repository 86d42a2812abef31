package io.multiprocessing.spring.worker;

import org.springframework.context.ConfigurableApplicationContext;

/** Makes the test's own JVM look like a worker to the tasks that a fake pool runs in it. */
public final class TestWorker {

  private TestWorker() {}

  public static void use(ConfigurableApplicationContext context) {
    WorkerApplication.close();
    WorkerApplication.installIfAbsent(() -> context);
  }

  public static void clear() {
    WorkerApplication.close();
    WorkerApplication.installIfAbsent(
        () -> {
          throw new IllegalStateException("no worker context in this test");
        });
  }
}
