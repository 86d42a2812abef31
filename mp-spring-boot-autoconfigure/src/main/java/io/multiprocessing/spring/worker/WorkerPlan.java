package io.multiprocessing.spring.worker;

import io.multiprocessing.spring.manager.ManagerPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker needs to make the application's beans, as it travels to the worker.
 *
 * @param mainClass the class whose {@code main} is run, or null to start from the sources alone
 * @param sources configuration classes, beside those that main starts from
 * @param arguments the command line that main gets
 * @param profiles the active profiles
 * @param systemProperties system properties of the application; those that the worker's JVM has by itself win
 * @param properties properties that stand above the system properties, in tests for instance
 * @param managers the application's managers, which the worker connects to when it first uses them
 */
record WorkerPlan(
    @Nullable String mainClass,
    List<String> sources,
    List<String> arguments,
    List<String> profiles,
    Map<String, String> systemProperties,
    Map<String, String> properties,
    List<ManagerPlan> managers)
    implements Serializable {

  WorkerPlan {
    sources = new ArrayList<>(sources);
    arguments = new ArrayList<>(arguments);
    profiles = new ArrayList<>(profiles);
    systemProperties = new LinkedHashMap<>(systemProperties);
    properties = new LinkedHashMap<>(properties);
    managers = new ArrayList<>(managers);
  }

  /** Stands for the beans that are made by this plan, as far as their classes go: values of properties don't count. */
  String imageKey(List<String> beans) {
    return "spring\n" + mainClass + "\n" + sources + "\n" + profiles + "\n" + beans;
  }

  /** For people, without values, which may be secrets. */
  @Override
  public String toString() {
    return "WorkerPlan[mainClass=" + mainClass + ", sources=" + sources + ", profiles=" + profiles + "]";
  }
}
