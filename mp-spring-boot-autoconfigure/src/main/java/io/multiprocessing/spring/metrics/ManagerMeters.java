package io.multiprocessing.spring.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.spring.manager.ManagerView;
import io.multiprocessing.spring.manager.ManagerViews;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The meters of all managers, read from their servers when a registry asks, also by those that only connect. Of one
 * that can't be reached gauges have no value, and counters keep their last.
 */
final class ManagerMeters implements MeterBinder {

  private final ObjectProvider<ManagerViews> managers;

  ManagerMeters(ObjectProvider<ManagerViews> managers) {
    this.managers = managers;
  }

  @Override
  public void bindTo(MeterRegistry target) {
    ManagerViews views = managers.getObject();
    for (String name : views.names()) {
      Manager manager = new Manager(views, name);
      Tags tags = Tags.of("manager", name);
      gauge(target, manager, tags, "objects", "Shared objects that it holds", snapshot -> snapshot.objects().size());
      gauge(target, manager, tags, "clients", "Processes that are connected", ManagerSnapshot::clients);
      gauge(target, manager, tags, "waiting", "Calls that wait or run", ManagerSnapshot::waitingCalls);
      counter(target, manager, tags, "calls", "Calls that have ended", ManagerSnapshot::calls);
      counter(target, manager, tags, "failed", "Calls that ended with an exception", ManagerSnapshot::failedCalls);
      FunctionTimer.builder(
              name("call.time"), manager, it -> it.last(ManagerSnapshot::calls),
              it -> it.last(snapshot -> snapshot.callTime().toNanos()), TimeUnit.NANOSECONDS)
          .tags(tags)
          .description("From a call's arrival to its reply")
          .register(target);
    }
  }

  private static void gauge(
      MeterRegistry target, Manager manager, Tags tags, String name, String what, ToDoubleFunction<ManagerSnapshot> value) {
    Gauge.builder(name(name), manager, it -> it.now(value))
        .tags(tags)
        .description(what)
        .strongReference(true)
        .register(target);
  }

  private static void counter(
      MeterRegistry target, Manager manager, Tags tags, String name, String what, ToLongFunction<ManagerSnapshot> value) {
    FunctionCounter.builder(name(name), manager, it -> it.last(value)).tags(tags).description(what).register(target);
  }

  private static String name(String name) {
    return "multiprocessing.manager." + name;
  }

  /** One manager; the gauges hold it, so that it lives as long as they. */
  private record Manager(ManagerViews views, String name) {

    double now(ToDoubleFunction<ManagerSnapshot> value) {
      ManagerView view = views.view(name);
      ManagerSnapshot snapshot = view.snapshot();
      return view.isUp() && snapshot != null ? value.applyAsDouble(snapshot) : Double.NaN;
    }

    long last(ToLongFunction<ManagerSnapshot> value) {
      ManagerSnapshot snapshot = views.view(name).snapshot();
      return snapshot == null ? 0 : value.applyAsLong(snapshot);
    }
  }
}
