package io.multiprocessing.spring.worker;

import io.multiprocessing.api.RemoteRunnable;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker's first act: remembers how to make the application's beans, and makes those that are wanted at once. A spare
 * does it while it waits; the worker that it becomes finds them made.
 */
final class WorkerStart implements RemoteRunnable {

  @Serial private static final long serialVersionUID = 1L;

  private final WorkerPlan plan;
  private final ArrayList<String> eagerBeans;
  private final @Nullable RemoteRunnable initializer;

  WorkerStart(WorkerPlan plan, List<String> eagerBeans, @Nullable RemoteRunnable initializer) {
    this.plan = plan;
    this.eagerBeans = new ArrayList<>(eagerBeans);
    this.initializer = initializer;
  }

  WorkerPlan plan() {
    return plan;
  }

  @Override
  public void run() throws Exception {
    if (initializer != null) {
      initializer.run();
    }
    WorkerApplication.installIfAbsent(() -> new WorkerContextLauncher(plan).launch());
    for (String name : eagerBeans) {
      WorkerApplication.bean(name);
    }
  }
}
