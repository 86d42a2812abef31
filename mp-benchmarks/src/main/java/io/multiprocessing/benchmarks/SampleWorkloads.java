package io.multiprocessing.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is measured in the sample application, run from its executable jar: with an image of its workers' classes, and
 * without. For use by one thread, but {@link #close()} may be called by any and ends a measurement.
 */
final class SampleWorkloads implements AutoCloseable {

  private final @Nullable Path jar;
  private final @Nullable Path workerJava;
  private final Map<Boolean, SampleApplication> applications = new TreeMap<>(); // by image; guarded by this
  private boolean closed; // guarded by this

  /**
   * @param jar the sample's executable jar, or null if it won't be measured
   * @param workerJava the java executable of the workers, or null for the application's
   */
  SampleWorkloads(@Nullable Path jar, @Nullable Path workerJava) {
    this.jar = jar;
    this.workerJava = workerJava;
  }

  /** The time from a worker's launch until it has its beans; each is started because another one is killed. */
  Map<String, Double> workerStart(boolean image, Effort effort) throws IOException, InterruptedException {
    SampleApplication application = application(image);
    application.awaitWorkers();
    Samples samples = new Samples();
    long deadline = System.nanoTime() + effort.time().toNanos();
    while (samples.size() < effort.minSamples() || System.nanoTime() - deadline < 0) {
      samples.add(application.replaceWorker());
    }
    return Map.of("median", samples.percentileNanos(50) / 1e6);
  }

  private synchronized SampleApplication application(boolean image) throws IOException {
    SampleApplication running = applications.get(image);
    if (running == null) {
      if (closed || jar == null) {
        throw new IOException("the sample can't be started: closed=" + closed + ", jar=" + jar);
      }
      running = new SampleApplication(jar, workerJava, image);
      applications.put(image, running);
    }
    return running;
  }

  @Override
  public synchronized void close() {
    closed = true;
    applications.values().forEach(SampleApplication::close);
  }
}
