package io.multiprocessing.spring.worker;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * Where an application context comes from: what has to be run to get another one like it.
 *
 * @param mainClass the class whose {@code main} runs the application, or null if it was not started by one
 * @param sources the configuration classes and other sources it was started with
 * @param arguments its command line
 */
record ApplicationOrigin(@Nullable String mainClass, List<String> sources, List<String> arguments) {

  ApplicationOrigin {
    sources = List.copyOf(sources);
    arguments = List.copyOf(arguments);
  }

  /**
   * What is known when an application starts. A test runs the application's configuration class without its main;
   * then that one's main is taken, and not the main of the test's runner, which would be found on the stack.
   */
  static ApplicationOrigin of(SpringApplication application, String[] arguments) {
    List<Class<?>> classes =
        application.getAllSources().stream()
            .filter(Class.class::isInstance)
            .<Class<?>>map(Class.class::cast)
            .collect(Collectors.toList());
    Stream<Class<?>> started =
        Stream.<Class<?>>ofNullable(application.getMainApplicationClass())
            .filter(main -> classes.stream().anyMatch(source -> isRelated(main, source)));
    Stream<Class<?>> configured =
        classes.stream().filter(type -> MergedAnnotations.from(type).isPresent(SpringBootConfiguration.class));
    String mainClass =
        Stream.concat(started, configured)
            .filter(type -> mainMethod(type).isPresent())
            .findFirst()
            .map(Class::getName)
            .orElse(null);
    List<String> sources =
        application.getAllSources().stream()
            .map(source -> source instanceof Class ? ((Class<?>) source).getName() : source.toString())
            .collect(Collectors.toList());
    return new ApplicationOrigin(mainClass, sources, List.of(arguments));
  }

  /** Whether two classes are of one owner, as far as their packages tell: {@code com.acme} in both, for instance. */
  private static boolean isRelated(Class<?> main, Class<?> source) {
    return main == source || owner(main).equals(owner(source));
  }

  private static List<String> owner(Class<?> type) {
    String[] segments = type.getPackageName().split("\\.");
    return List.of(segments).subList(0, Math.min(2, segments.length));
  }

  /** The {@code main} method of a class, if it has one that a JVM could start. */
  static Optional<Method> mainMethod(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.getName().equals("main") && Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getParameterCount() == 1 && method.getParameterTypes()[0] == String[].class)
        .findFirst();
  }
}
