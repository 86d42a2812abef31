package io.multiprocessing.spring.actuate;

import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.manager.ManagerSnapshot.SharedObjectInfo;
import io.multiprocessing.pool.LaunchSnapshot;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.process.StartMethod;
import io.multiprocessing.spring.ProcessPools;
import io.multiprocessing.spring.manager.ManagerRole;
import io.multiprocessing.spring.manager.ManagerView;
import io.multiprocessing.spring.manager.ManagerViews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@code /actuator/multiprocessing} lists the pools and the managers; {@code /actuator/multiprocessing/{pool}} shows a
 * pool with its workers. It only reads, and asks no worker anything, so it answers also when all of them are stuck.
 * Managers are asked, for a short time.
 */
@Endpoint(id = "multiprocessing", defaultAccess = Access.READ_ONLY)
public final class PoolsEndpoint {

  private final ProcessPools pools;
  private final ManagerViews managers;

  PoolsEndpoint(ProcessPools pools, ManagerViews managers) {
    this.pools = pools;
    this.managers = managers;
  }

  /** All pools, without their workers, and all managers. */
  @ReadOperation
  public Pools pools() {
    List<PoolSummary> summaries = new ArrayList<>();
    for (Pool pool : pools) {
      summaries.add(PoolSummary.of(pool.snapshot()));
    }
    return new Pools(summaries, managers.all().stream().map(ManagerSummary::of).toList());
  }

  /** One pool with its workers, or null, which becomes a 404, if there is none of that name. */
  @ReadOperation
  public @Nullable PoolDetail pool(@Selector String name) {
    if (!pools.names().contains(name)) {
      return null;
    }
    PoolSnapshot snapshot = pools.get(name).snapshot();
    LaunchSnapshot launch = snapshot.launch();
    return new PoolDetail(
        PoolSummary.of(snapshot),
        launch == null ? null : LaunchDetail.of(launch, snapshot.jvmDefaults()),
        snapshot.workers().stream().map(WorkerDetail::of).toList());
  }

  /** The lists of pools and of managers. */
  public record Pools(List<PoolSummary> pools, List<ManagerSummary> managers) implements OperationResponseBody {}

  /**
   * A manager. Never its key.
   *
   * @param address where it listens, or null if it hasn't begun
   * @param problem why it can't be used, or null if it can
   * @param clients how many processes are connected; null, as the rest is, if its server has never answered
   * @param callMillis the time of all ended calls together
   * @param objects how many objects of each type it holds
   */
  public record ManagerSummary(
      String name,
      ManagerRole role,
      @Nullable String address,
      @Nullable String problem,
      @Nullable Integer clients,
      @Nullable Long calls,
      @Nullable Long failed,
      @Nullable Integer waiting,
      @Nullable Long callMillis,
      @Nullable Map<String, Long> objects) {

    static ManagerSummary of(ManagerView view) {
      ManagerSnapshot snapshot = view.snapshot();
      if (snapshot == null) {
        return new ManagerSummary(
            view.name(), view.role(), view.address(), view.problem(), null, null, null, null, null, null);
      }
      return new ManagerSummary(
          view.name(),
          view.role(),
          view.address(),
          view.problem(),
          snapshot.clients(),
          snapshot.calls(),
          snapshot.failedCalls(),
          snapshot.waitingCalls(),
          snapshot.callTime().toMillis(),
          snapshot.objects().stream()
              .collect(Collectors.groupingBy(SharedObjectInfo::typeId, TreeMap::new, Collectors.counting())));
    }
  }

  /**
   * A pool in one line.
   *
   * @param liveWorkers workers that are ready for tasks or have one
   * @param standingBy workers that are ready to take the place of one that ends; the others don't count them
   */
  public record PoolSummary(
      String name,
      PoolSnapshot.State state,
      int processes,
      long liveWorkers,
      int standingBy,
      int queued,
      int queueCapacity,
      int running,
      long done,
      long failed,
      long restarts) {

    static PoolSummary of(PoolSnapshot snapshot) {
      return new PoolSummary(
          snapshot.name(),
          snapshot.state(),
          snapshot.processes(),
          LiveWorkers.count(snapshot),
          snapshot.standingBy(),
          snapshot.queued(),
          snapshot.queueCapacity(),
          snapshot.running(),
          snapshot.done(),
          snapshot.failed(),
          snapshot.restarts());
    }
  }

  /**
   * A pool and its workers.
   *
   * @param launch how the workers are started, or null if none was so far
   */
  public record PoolDetail(PoolSummary pool, @Nullable LaunchDetail launch, List<WorkerDetail> workers)
      implements OperationResponseBody {}

  /**
   * How the workers of a pool are started.
   *
   * @param jvmArguments those in effect, the library's defaults included; values of system properties are hidden,
   *     because they may be secrets
   * @param jvmDefaults those of them that the library chose
   * @param sparesReady how many JVMs wait to become a worker
   */
  public record LaunchDetail(
      StartMethod startMethod,
      List<String> jvmArguments,
      List<String> jvmDefaults,
      int sparesReady,
      LaunchSnapshot.Image image) {

    /** A system property that isn't the library's own. */
    private static final Pattern VALUE =
        Pattern.compile("^(-D(?!kryo\\.unsafe=|java\\.|multiprocessing\\.)[^=]+=).*", Pattern.DOTALL);

    static LaunchDetail of(LaunchSnapshot launch, List<String> defaults) {
      List<String> shown =
          launch.jvmArguments().stream().map(argument -> VALUE.matcher(argument).replaceFirst("$1******")).toList();
      return new LaunchDetail(launch.startMethod(), shown, defaults, launch.sparesReady(), launch.image());
    }
  }

  /**
   * A worker.
   *
   * @param task the label of its current task, or null
   * @param residentBytes its resident memory, or null where the platform doesn't tell
   */
  public record WorkerDetail(
      String name,
      long pid,
      WorkerSnapshot.State state,
      @Nullable String task,
      @Nullable Duration taskAge,
      long tasksDone,
      @Nullable Long residentBytes,
      Duration age) {

    static WorkerDetail of(WorkerSnapshot worker) {
      return new WorkerDetail(
          worker.name(),
          worker.pid(),
          worker.state(),
          worker.task(),
          worker.taskAge(),
          worker.tasksDone(),
          worker.residentBytes() < 0 ? null : worker.residentBytes(),
          worker.age());
    }
  }
}
