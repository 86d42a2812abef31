package io.multiprocessing.internal.platform;

import java.lang.reflect.InvocationTargetException;

/**
 * Whether the application has allowed its libraries to load native code. From Java 24 on the JVM prints a warning when
 * one does so unasked, as JNA does here when something sleeps on shared memory for the first time.
 */
public final class NativeAccess {

  /**
   * Allows it, and so avoids the warning. Costs some 10 ms of a JVM's start, so children get it only if their parent
   * has it.
   */
  public static final String ARGUMENT = "--enable-native-access=ALL-UNNAMED";

  private NativeAccess() {}

  /**
   * Whether this JVM was started with {@link #ARGUMENT}, or a jar's manifest that says the same; false before Java 22.
   */
  public static boolean isAllowed() {
    try {
      Module self = NativeAccess.class.getModule();
      return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(self);
    } catch (NoSuchMethodException e) {
      return false; // before Java 22, where nothing is printed
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Module.isNativeAccessEnabled is public and throws nothing", e);
    }
  }
}
