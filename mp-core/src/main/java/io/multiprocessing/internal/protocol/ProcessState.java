package io.multiprocessing.internal.protocol;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a child of start method {@code fork} begins with. It travels as it is, in one message, so that fields which
 * refer to the same object still do.
 *
 * @param properties system properties that the JVM doesn't set itself
 * @param region the default locales and time zone
 * @param fields values of static fields, by class name and field name
 */
public record ProcessState(
    Map<String, String> properties,
    Region region,
    Map<String, Map<String, @Nullable Object>> fields) {

  /** System properties that say what a JVM is and where it runs: each has its own. */
  private static final String[] OWN_PROPERTIES = {
    "java.", "javax.", "jdk.", "sun.", "os.", "user.", "file.", "line.", "path.", "native.", "stdout.", "stderr.", "stdin.",
    "awt.", "multiprocessing.", "io.multiprocessing.", "kryo.unsafe", "loader."
  };

  /**
   * This process's state at this moment.
   *
   * @throws IllegalStateException if a field can't be read; the message names it
   */
  public static ProcessState take(List<Class<?>> classes) {
    Map<String, Map<String, @Nullable Object>> fields = new LinkedHashMap<>();
    for (Class<?> type : classes) {
      fields.put(type.getName(), read(type));
    }
    return new ProcessState(ownProperties(System.getProperties()), Region.current(), fields);
  }

  /** A state that, applied in this process, changes no more than these properties. */
  public static ProcessState unchanged(Map<String, String> properties) {
    return new ProcessState(properties, Region.current(), Map.of());
  }

  private static Map<String, String> ownProperties(Properties all) {
    Map<String, String> chosen = new LinkedHashMap<>();
    for (String name : all.stringPropertyNames()) {
      if (!belongsToTheJvm(name)) {
        chosen.put(name, all.getProperty(name));
      }
    }
    return chosen;
  }

  private static boolean belongsToTheJvm(String property) {
    for (String prefix : OWN_PROPERTIES) {
      if (property.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, @Nullable Object> read(Class<?> type) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers()) && !field.isSynthetic()) {
        try {
          field.setAccessible(true);
          values.put(field.getName(), field.get(null));
        } catch (IllegalAccessException | RuntimeException e) {
          throw failure("read", type.getName(), field.getName(), e);
        }
      }
    }
    return values;
  }

  /**
   * Makes this the calling process's state.
   *
   * @throws IllegalStateException if a field can't be set; the message names it
   */
  public void apply() {
    properties.forEach(System::setProperty);
    region.apply();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    fields.forEach((className, values) -> values.forEach((name, value) -> set(loader, className, name, value)));
  }

  private static void set(ClassLoader loader, String className, String name, @Nullable Object value) {
    try {
      Field field = Class.forName(className, true, loader).getDeclaredField(name);
      field.setAccessible(true);
      field.set(null, value);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw failure("set", className, name, e);
    }
  }

  private static IllegalStateException failure(String what, String className, String name, Throwable cause) {
    return new IllegalStateException(
        "an inherited static field can't be " + what + ": field=" + className + "." + name + ", reason=" + cause
            + "; don't name its class in LaunchOptions.inherit, or make the field final",
        cause);
  }
}
