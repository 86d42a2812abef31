package io.multiprocessing.spring.worker;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.ImageRehearsal;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.Spares;
import io.multiprocessing.spring.manager.ManagerPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The application's side of a worker's beans: tells the workers of a pool how to make them.
 *
 * <p>Environment variables reach a worker by themselves, files are read again there, and {@code main} does again what
 * it did here. What would be missing is added: the command line, the active profiles, the system properties, and
 * whatever stands above these in the environment, such as the properties of a test.
 */
public final class WorkerPlanner {

  /**
   * System properties that belong to one JVM, to this library, or to the way in which this JVM runs the application.
   */
  private static final List<String> OWN_PROPERTIES =
      List.of(
          "java.", "jdk.", "sun.", "com.sun.", "os.", "user.", "file.", "path.", "line.", "awt.", "native.", "stdin.",
          "stdout.", "stderr.", "surefire.", "multiprocessing.", "io.multiprocessing.", "kryo.", "spring.aot.",
          "spring.devtools.");

  /** Sources above the system properties that a worker has by itself or that mean nothing there. */
  private static final Set<String> OWN_SOURCES =
      Set.of(
          "configurationProperties",
          CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME,
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          "server.ports");

  private final ConfigurableEnvironment environment;
  private final @Nullable ApplicationOrigin origin;
  private final Supplier<List<ManagerPlan>> managers;

  /**
   * @param origin the bean that tells where the application comes from, or null
   * @param managers what workers have to know of the application's managers; asked at each start of a pool
   */
  public WorkerPlanner(
      ConfigurableEnvironment environment, @Nullable Object origin, Supplier<List<ManagerPlan>> managers) {
    this.environment = environment;
    this.origin = (ApplicationOrigin) origin;
    this.managers = managers;
  }

  /** The name of the bean that tells where an application comes from. */
  public static String originBeanName() {
    return ApplicationOrigin.class.getName();
  }

  /** Whether workers can have the application's own beans: not if nobody knows how it was started. */
  public boolean knowsApplication() {
    return origin != null;
  }

  /**
   * What the workers of a pool do about the application's beans.
   *
   * @param context which beans the workers have
   * @param sources the configuration classes, for {@link WorkerContext#SOURCES}
   * @param eagerBeans beans that are made before the first task; empty for none, and then the others wait for a task
   *     too
   */
  public Preparation prepare(WorkerContext context, List<String> sources, Collection<String> eagerBeans) {
    return new Preparation(planFor(context, sources), List.copyOf(eagerBeans));
  }

  /** What the workers of one pool do about the application's beans; made once for each start of the pool. */
  public static final class Preparation {

    private final @Nullable WorkerPlan plan;
    private final List<String> eagerBeans;

    private Preparation(@Nullable WorkerPlan plan, List<String> eagerBeans) {
      this.plan = plan;
      this.eagerBeans = eagerBeans;
    }

    /**
     * What a worker runs before its first task, or null for nothing.
     *
     * @param own the user's own initializer, run first, or null
     */
    public @Nullable RemoteRunnable initializer(@Nullable RemoteRunnable own) {
      return plan == null ? own : new WorkerStart(plan, eagerBeans, own);
    }

    /** The options with spares that have made the eager beans already, and an image that knows the classes of those. */
    public LaunchOptions launch(LaunchOptions options) {
      if (plan == null || eagerBeans.isEmpty()) {
        return options;
      }
      Spares spares = options.spares();
      LaunchOptions.Builder builder =
          options.toBuilder().spares(spares.withPreloader(new WorkerStart(plan, eagerBeans, spares.preloader())));
      if (options.imageRehearsal() == null) {
        builder.imageRehearsal(
            new ImageRehearsal(plan.imageKey(eagerBeans), new WorkerRehearsal(new WorkerStart(plan, eagerBeans, null))));
      }
      return builder.build();
    }
  }

  /**
   * What a worker runs after its last task: closes what it made, and the user's own function, which may be null,
   * after that.
   */
  public @Nullable RemoteRunnable exitFunction(WorkerContext context, @Nullable RemoteRunnable exitFunction) {
    return context == WorkerContext.NONE ? exitFunction : new WorkerStop(exitFunction);
  }

  private @Nullable WorkerPlan planFor(WorkerContext context, List<String> sources) {
    if (context == WorkerContext.SOURCES) {
      return plan(null, sources);
    }
    if (context == WorkerContext.NONE || origin == null) {
      return null;
    }
    return plan(origin.mainClass(), origin.sources());
  }

  private WorkerPlan plan(@Nullable String mainClass, List<String> sources) {
    List<String> profiles = new ArrayList<>(Arrays.asList(environment.getActiveProfiles()));
    if (profiles.isEmpty()) {
      profiles.addAll(Arrays.asList(environment.getDefaultProfiles()));
    }
    List<String> arguments = origin == null ? List.of() : origin.arguments();
    return new WorkerPlan(mainClass, sources, arguments, profiles, systemProperties(), properties(), managers.get());
  }

  private static Map<String, String> systemProperties() {
    Map<String, String> found = new LinkedHashMap<>();
    Properties properties = System.getProperties();
    for (String name : properties.stringPropertyNames()) {
      if (name.indexOf('.') > 0 && OWN_PROPERTIES.stream().noneMatch(name::startsWith)) {
        found.put(name, properties.getProperty(name));
      }
    }
    return found;
  }

  private Map<String, String> properties() {
    Map<String, String> found = new LinkedHashMap<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
        return found;
      }
      if (source instanceof EnumerablePropertySource && !OWN_SOURCES.contains(source.getName())) {
        add((EnumerablePropertySource<?>) source, found);
      }
    }
    return found;
  }

  private static void add(EnumerablePropertySource<?> source, Map<String, String> found) {
    for (String name : source.getPropertyNames()) {
      Object value = source.getProperty(name);
      if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
        found.putIfAbsent(name, value.toString());
      }
    }
  }
}
