package io.multiprocessing.pool;

import io.multiprocessing.process.StartMethod;
import java.util.List;

/**
 * How the workers of a pool were started, at one moment.
 *
 * @param startMethod how they are born
 * @param jvmArguments what the JVM of the pool's oldest worker was started with, the library's own defaults included,
 *     without its class path; empty if there is no worker. Values may be secrets
 * @param sparesReady how many JVMs wait to become a worker of this pool
 * @param image what is known of the image of the workers' classes
 */
public record LaunchSnapshot(StartMethod startMethod, List<String> jvmArguments, int sparesReady, Image image) {

  /** The state of an image. */
  public enum Image {
    /** Workers that start now start from one. */
    READY,
    /** It is being made, or will be soon. */
    MAKING,
    /** It could not be made, which the log tells; workers start without. */
    FAILED,
    /** There is none: switched off, or not possible with this class path, JVM or these arguments. */
    NONE
  }

  public LaunchSnapshot {
    jvmArguments = List.copyOf(jvmArguments);
  }
}
