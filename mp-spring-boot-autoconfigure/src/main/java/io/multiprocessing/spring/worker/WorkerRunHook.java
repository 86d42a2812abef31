package io.multiprocessing.spring.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationHook;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.util.ClassUtils;

/**
 * Turns the first Spring application that {@code main} runs into a worker's: no web server, lazy beans, the worker's
 * profile and properties; and takes its context away before it is refreshed.
 */
final class WorkerRunHook implements SpringApplicationHook {

  /** The profile that is active in workers, after all others. */
  static final String PROFILE = "mp-worker";

  private static final String OVERRIDES = "multiprocessingWorkerOverrides";
  private static final String INHERITED = "multiprocessingWorkerInherited";

  private final WorkerPlan plan;
  private boolean used;
  private @Nullable ConfigurableApplicationContext context;

  WorkerRunHook(WorkerPlan plan) {
    this.plan = plan;
  }

  /** The context, loaded but not refreshed, or null if none has come so far. */
  @Nullable ConfigurableApplicationContext context() {
    return context;
  }

  ConfigurableApplicationContext requireContext() {
    if (context == null) {
      throw new IllegalStateException("another run was abandoned than the worker's own: " + plan);
    }
    return context;
  }

  /** Sorts sources into classes, which are added to {@code classes}, and the rest, which is returned. */
  static Set<String> classes(List<String> sources, List<Class<?>> classes) {
    Set<String> others = new LinkedHashSet<>();
    for (String source : sources) {
      if (ClassUtils.isPresent(source, null)) {
        classes.add(ClassUtils.resolveClassName(source, null));
      } else {
        others.add(source);
      }
    }
    return others;
  }

  @Override
  public @Nullable SpringApplicationRunListener getRunListener(SpringApplication application) {
    if (used) {
      return null;
    }
    used = true;
    prepare(application);
    return new Abandonment();
  }

  private void prepare(SpringApplication application) {
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setLazyInitialization(true);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    Set<String> profiles = new LinkedHashSet<>(application.getAdditionalProfiles());
    profiles.addAll(plan.profiles());
    profiles.add(PROFILE);
    application.setAdditionalProfiles(profiles.toArray(String[]::new));
    List<Class<?>> sources = new ArrayList<>();
    Set<String> others = classes(plan.sources(), sources);
    application.addPrimarySources(sources);
    others.addAll(application.getSources());
    application.setSources(others);
    application.addListeners(new FirstWord());
  }

  private void raise(ConfigurableEnvironment environment) {
    MutablePropertySources sources = environment.getPropertySources();
    add(sources, INHERITED, plan.properties());
    add(sources, OVERRIDES, WorkerOverrides.PROPERTIES);
  }

  private static void add(MutablePropertySources sources, String name, Map<String, ?> properties) {
    sources.remove(name);
    sources.addFirst(new MapPropertySource(name, new LinkedHashMap<>(properties)));
  }

  /** Puts the worker's properties in before anybody reads one. */
  private final class FirstWord implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
      raise(event.getEnvironment());
    }

    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }
  }

  /** Puts them on top again, should something have been put above them since; and ends the run. */
  private final class Abandonment implements SpringApplicationRunListener {

    @Override
    public void environmentPrepared(ConfigurableBootstrapContext bootstrap, ConfigurableEnvironment environment) {
      raise(environment);
    }

    @Override
    public void contextLoaded(ConfigurableApplicationContext loaded) {
      context = loaded;
      throw new AbandonedRunException(loaded);
    }
  }
}
