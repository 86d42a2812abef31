package io.multiprocessing.internal.memory;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.os.ProcessTable;
import io.multiprocessing.internal.os.WordWait;
import io.multiprocessing.internal.os.linux.FutexWait;
import io.multiprocessing.internal.os.linux.ProcTable;
import io.multiprocessing.internal.os.portable.BackoffWait;
import io.multiprocessing.internal.os.portable.HandleTable;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses what this operating system offers. The system property {@value #PORTABLE_PROPERTY} set to {@code true} makes
 * sleeping the plain Java kind, which is what every system but Linux gets. Processes are told apart by {@code /proc}
 * wherever it is mounted, whatever the property says: two ways of naming the same process would take the living for
 * dead.
 *
 * <p>JNA is loaded by a thread of its own when something has to sleep for the first time; until it is there, and for
 * ever if it can't be, sleeping is the portable kind. Processes may differ in that at any moment: every sleeper looks
 * again after a slice of time, so a wake-up that the other side doesn't know how to give is late, not lost.
 */
public final class Host {

  /** Forces the portable way of sleeping. */
  public static final String PORTABLE_PROPERTY = "multiprocessing.portable";

  private static final Logger log = LoggerFactory.getLogger(Host.class);

  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");
  private static final BackoffWait BACKOFF = new BackoffWait();

  private static volatile WordWait waits = BACKOFF;
  private static volatile @Nullable ProcessTable processes;
  private static boolean loading = !LINUX || Boolean.getBoolean(PORTABLE_PROPERTY); // guarded by Host.class; stays true

  /** What reads {@code /proc}. */
  @FunctionalInterface
  interface Opening {
    ProcessTable open() throws IOException;
  }

  private Host() {}

  /**
   * How processes are told apart here; the same for as long as this JVM lives.
   *
   * @throws SharedObjectException if it can't be found out now, for want of descriptors; the next call tries again
   */
  public static ProcessTable processes() {
    ProcessTable known = processes;
    return known == null ? findProcesses() : known;
  }

  private static synchronized ProcessTable findProcesses() {
    ProcessTable known = processes;
    if (known == null) {
      known = LINUX ? processTable(ProcTable::new) : new HandleTable();
      processes = known;
    }
    return known;
  }

  /** Sleeps as {@link WordWait#await} does, by the best means there is at the moment. */
  static void await(MappedByteBuffer memory, int offset, int expected, long nanos) {
    WordWait best = waits;
    if (best == BACKOFF) {
      load();
    }
    best.await(memory, offset, expected, nanos);
  }

  static void wake(MappedByteBuffer memory, int offset, int count) {
    WordWait best = waits;
    if (best == BACKOFF) {
      load(); // others sleep already, so this process is likely to wake them again and again
    }
    best.wake(memory, offset, count);
  }

  /** What sleeping is done by now: {@code futex} or {@code portable}. */
  public static String waitKind() {
    return waits.toString();
  }

  /** Begins to load what sleeping needs, if that hasn't begun; doesn't wait for it. */
  public static void load() {
    synchronized (Host.class) {
      if (loading) {
        return;
      }
      loading = true;
    }
    Thread loader =
        new Thread(
            () -> {
              try {
                waits = FutexWait.create();
              } catch (UnsupportedOperationException | LinkageError e) {
                if (!exiting()) {
                  log.warn(
                      "no futex here, so waiting for shared objects looks every millisecond: reason={}", e.toString());
                }
              }
            },
            "multiprocessing-load-futex");
    loader.setDaemon(true);
    loader.start();
  }

  /** JNA deletes its library when the JVM begins to exit, even if another thread is about to load it. */
  private static boolean exiting() {
    Thread hook = new Thread(() -> {}, "multiprocessing-exiting");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return !Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return true; // it exits already
    }
  }

  /** Only where {@code /proc} isn't there at all are handles asked: a moment's failure must not decide for good. */
  static ProcessTable processTable(Opening proc) {
    try {
      return proc.open();
    } catch (NoSuchFileException e) {
      log.warn("/proc isn't mounted, so processes are told apart by their handles: reason={}", e.toString());
      return new HandleTable();
    } catch (IOException e) {
      throw new SharedObjectException(
          "shared objects need /proc to tell processes apart, and it can't be read: reason=" + e.getMessage()
              + "; try again when descriptors are free",
          e);
    }
  }
}
