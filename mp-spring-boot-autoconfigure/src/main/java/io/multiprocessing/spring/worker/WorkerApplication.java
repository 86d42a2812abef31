package io.multiprocessing.spring.worker;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application's beans in this worker process. They are made when one is first asked for. Only tasks ask: in the
 * application itself there are none of these.
 */
public final class WorkerApplication {

  private static volatile @Nullable WorkerApplication current;

  private final Supplier<ConfigurableApplicationContext> launcher;
  /** Written under this object's monitor. */
  private @Nullable ConfigurableApplicationContext context;

  private WorkerApplication(Supplier<ConfigurableApplicationContext> launcher) {
    this.launcher = launcher;
  }

  /** Remembers how this process makes its beans; before its first task, and once more if it was a spare. */
  static synchronized void installIfAbsent(Supplier<ConfigurableApplicationContext> launcher) {
    if (current == null) {
      current = new WorkerApplication(launcher);
    }
  }

  /** Closes the beans, if there are any, and forgets how to make them. */
  static synchronized void close() {
    WorkerApplication application = current;
    current = null;
    if (application != null) {
      application.closeContext();
    }
  }

  /**
   * The bean itself, without the advice that the application's copy of it has: the caller there has been through it.
   *
   * @throws IllegalStateException if this process has no beans
   */
  public static Object bean(String name) {
    return target(require().context().getBean(name));
  }

  /** As {@link #bean(String)}, for the one bean of a type. */
  public static <T> T bean(Class<T> type) {
    return type.cast(target(require().context().getBean(type)));
  }

  private static WorkerApplication require() {
    WorkerApplication application = current;
    if (application == null) {
      throw new IllegalStateException(
          "this process has no application beans: the task was not run by a worker of a pool with"
              + " worker-context=application or sources; pid=" + ProcessHandle.current().pid());
    }
    return application;
  }

  private static Object target(Object bean) {
    Object target = bean;
    while (target instanceof Advised) {
      TargetSource source = ((Advised) target).getTargetSource();
      Object next = source.isStatic() ? staticTarget(source) : null;
      if (next == null) {
        return target;
      }
      target = next;
    }
    return target;
  }

  private static @Nullable Object staticTarget(TargetSource source) {
    try {
      return source.getTarget();
    } catch (Exception e) {
      throw new IllegalStateException("the target of a proxy can't be reached: " + source, e);
    }
  }

  private synchronized ConfigurableApplicationContext context() {
    if (context == null) {
      context = launcher.get();
    }
    return context;
  }

  private synchronized void closeContext() {
    if (context != null) {
      context.close();
    }
  }
}
