package io.multiprocessing.sync;

import io.multiprocessing.api.RemoteRunnable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs all tests of a class in another process, which has no test framework running.
 *
 * @param type a class with a constructor without arguments
 */
record ContractRun(Class<?> type) implements RemoteRunnable {

  @Override
  public void run() throws Exception {
    AssertionError failures = new AssertionError("tests of " + type.getName() + " failed");
    int count = 0;
    for (Method test : tests()) {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      test.setAccessible(true);
      count++;
      try {
        test.invoke(constructor.newInstance());
      } catch (InvocationTargetException e) {
        failures.addSuppressed(new AssertionError(test.getName(), e.getCause()));
      }
      Thread.interrupted();
    }
    if (count == 0 || failures.getSuppressed().length > 0) {
      throw failures;
    }
  }

  private List<Method> tests() {
    List<Method> tests = new ArrayList<>();
    for (Class<?> declaring = type; declaring != Object.class; declaring = declaring.getSuperclass()) {
      for (Method method : declaring.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          tests.add(method);
        }
      }
    }
    return tests;
  }
}
