package io.multiprocessing.benchmarks;

import io.multiprocessing.process.StartMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is measured by parents in each {@link Deployment} form: a JVM for each, which lives through all rounds. For use
 * by one thread, but {@link #close()} may be called by any and ends a measurement.
 */
final class DeploymentWorkloads implements AutoCloseable {

  private static final Duration READY_LIMIT = Duration.ofSeconds(120);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(3);

  private final @Nullable Path workerJava;
  private final Map<Deployment, LineProcess> parents = new EnumMap<>(Deployment.class); // guarded by this
  private @Nullable ScratchFolder folder; // guarded by this
  private boolean closed; // guarded by this

  /** @param workerJava the java executable of the children, or null for that of their parents */
  DeploymentWorkloads(@Nullable Path workerJava) {
    this.workerJava = workerJava;
  }

  Map<String, Double> startAndJoin(Deployment form, StartMethod method, Effort effort)
      throws IOException, InterruptedException {
    LineProcess parent;
    boolean isNew;
    synchronized (this) {
      isNew = !parents.containsKey(form);
      parent = isNew ? launch(form) : parents.get(form);
    }
    if (isNew) {
      String answer = parent.await(READY_LIMIT);
      if (!answer.equals(DeployedMain.READY)) {
        throw new IOException("a parent must say first that it is ready: form=" + form + ", answer=" + answer);
      }
    }
    parent.send(method + " " + effort.time().toNanos() + " " + effort.minSamples());
    return Map.of("median", Double.parseDouble(parent.await(ANSWER_LIMIT.plus(effort.time()))));
  }

  private synchronized LineProcess launch(Deployment form) throws IOException, InterruptedException {
    if (closed) {
      throw new IOException("the benchmarks are being closed: form=" + form);
    }
    if (folder == null) {
      folder = new ScratchFolder();
    }
    List<String> command = new ArrayList<>(folder.java(true));
    command.addAll(new ApplicationForms(folder.path()).arguments(form, DeployedMain.class));
    if (workerJava != null) {
      command.add(workerJava.toAbsolutePath().toString());
    }
    LineProcess parent = new LineProcess("a parent in the form " + form, command);
    parents.put(form, parent);
    return parent;
  }

  @Override
  public synchronized void close() {
    closed = true;
    parents.values().forEach(LineProcess::close);
    if (folder != null) {
      folder.close();
      folder = null;
    }
  }
}
