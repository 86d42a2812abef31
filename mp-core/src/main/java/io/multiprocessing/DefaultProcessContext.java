package io.multiprocessing;

import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.ProcessContext;
import io.multiprocessing.process.RunningProcess;
import io.multiprocessing.process.StartMethod;

/**
 * The context of process objects that were created without one; found through {@link java.util.ServiceLoader}, which is
 * why it is public. Applications use {@link Multiprocessing#get()}.
 */
public final class DefaultProcessContext implements ProcessContext {

  /** For the service loader. */
  public DefaultProcessContext() {}

  @Override
  public StartMethod method() {
    return Multiprocessing.get().method();
  }

  @Override
  public RunningProcess launch(ChildProcess process, String path) {
    return Multiprocessing.get().launch(process, path);
  }

  @Override
  public Inheritance inherit() {
    return Multiprocessing.get().inherit();
  }
}
