package io.multiprocessing.testing;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.process.LaunchOptions;

/** Processes that are forced onto the plain Java branch: no futex, no {@code /proc}. What they start is as they are. */
public final class Portable {

  private Portable() {}

  public static LaunchOptions options() {
    return LaunchOptions.builder().jvmArguments("-Dmultiprocessing.portable=true", Small.ARGUMENT).build();
  }

  /** A pool of one such process: a scene that runs there has its failure thrown here. Its creator closes it. */
  public static Pool worker() {
    return Multiprocessing.get().pool(PoolConfig.builder().processes(1).launch(options()).build());
  }
}
