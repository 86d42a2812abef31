package io.multiprocessing.internal.process;

import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.Preload;
import io.multiprocessing.internal.protocol.Samples;
import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.OutputMode;
import io.multiprocessing.process.PreloadErrors;
import io.multiprocessing.process.Spares;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * JVMs that were started ahead become the children; where none is ready, a child is spawned. There is a shelf of them
 * for each set of launch options, so that none is ever used for a child that wanted another JVM.
 */
final class SpareLauncher implements Launcher {

  private static final long IDLE_THREAD_SECONDS = 10;

  private final SpawnLauncher spawn;
  private final ScheduledExecutorService timer;
  private final ExecutorService background;
  private final Codec codec = new KryoCodec();
  private final Map<Kind, SpareShelf> shelves = new ConcurrentHashMap<>();
  private final Map<LaunchOptions, Integer> users = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** What a child and a spare must have in common. */
  private record Kind(LaunchOptions options, int siblings, boolean exitOnOutOfMemory) {}

  SpareLauncher(SpawnLauncher spawn, ScheduledExecutorService timer) {
    this.spawn = spawn;
    this.timer = timer;
    ThreadPoolExecutor starter =
        new ThreadPoolExecutor(
            1, 1, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SpareLauncher::thread);
    starter.allowCoreThreadTimeOut(true);
    this.background = starter;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "multiprocessing-spares");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public LaunchedChild launch(LaunchSpec spec, ChildEvents events) {
    if (spec.options().spares().count() > 0) {
      SpareShelf shelf = shelves.computeIfAbsent(
              new Kind(spec.options(), spec.siblings(), spec.exitOnOutOfMemory()), this::shelf);
      for (Spare spare = shelf.take(); spare != null; spare = shelf.take()) {
        LaunchedChild child = spare.become(spec, events);
        if (child != null) {
          return child;
        }
      }
    }
    return spawn.launch(spec, events);
  }

  @Override
  public boolean keepsSpares() {
    return true;
  }

  @Override
  public void retain(LaunchOptions options) {
    users.merge(options, 1, Integer::sum);
  }

  @Override
  public void release(LaunchOptions options) {
    Integer left = users.computeIfPresent(options, (key, count) -> count == 1 ? null : count - 1);
    if (left == null) {
      shelves.forEach(
          (kind, shelf) -> {
            if (kind.options().equals(options)) {
              shelf.close();
            }
          });
    }
  }

  @Override
  public LaunchSnapshot snapshot(LaunchOptions options, long pid) {
    int ready = 0;
    for (Map.Entry<Kind, SpareShelf> entry : shelves.entrySet()) {
      ready += entry.getKey().options().equals(options) ? entry.getValue().size() : 0;
    }
    LaunchSnapshot spawned = spawn.snapshot(options, pid);
    return new LaunchSnapshot(StartMethod.FORKSERVER, spawned.jvmArguments(), ready, spawned.image());
  }

  private SpareShelf shelf(Kind kind) {
    Spares rule = kind.options().spares();
    EncodedMessage preload = preload(rule);
    return new SpareShelf(
        rule,
        shelf -> spawn.launchSpare(spec(kind), shelf, preload, samples()),
        background,
        timer,
        codec,
        shelf -> shelves.remove(kind, shelf));
  }

  /** What spares rehearse with. */
  private List<EncodedMessage> samples() {
    List<EncodedMessage> messages = new ArrayList<>();
    for (Object activity : Samples.activities()) {
      messages.add(codec.encode(activity));
    }
    messages.add(codec.encode(Samples.state()));
    for (Call call : Samples.calls()) {
      messages.add(codec.encode(call));
    }
    return messages;
  }

  private @Nullable EncodedMessage preload(Spares rule) {
    if (rule.preload().isEmpty() && rule.preloader() == null) {
      return null;
    }
    return codec.encode(
        new Preload(rule.preload(), rule.preloader(), rule.onPreloadError() == PreloadErrors.FAIL));
  }

  private LaunchSpec spec(Kind kind) {
    return new LaunchSpec(
        "spare-" + numbers.incrementAndGet(),
        "",
        true,
        AuthKey.random(),
        kind.options(),
        OutputMode.LOG,
        "spares",
        kind.siblings(),
        kind.exitOnOutOfMemory());
  }
}
