package io.multiprocessing.manager;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shared object with attributes of any name. Its text shows them: {@code Namespace(x=10, y='hello')}. Values are
 * copies: one that was changed has to be set again. Python: {@code multiprocessing.managers.Namespace}.
 */
public interface Namespace extends RemoteObject {

  /**
   * The attribute's value.
   *
   * @throws java.util.NoSuchElementException if there is none of this name, where Python raises {@code AttributeError}
   */
  <T extends @Nullable Object> T get(String name);

  /** Sets an attribute. */
  void set(String name, @Nullable Object value);

  /**
   * Removes an attribute.
   *
   * @throws java.util.NoSuchElementException if there is none of this name
   */
  void remove(String name);

  /** Whether there is an attribute of this name. */
  boolean has(String name);

  /** A copy of all attributes, in the order in which they were first set. */
  Map<String, @Nullable Object> attributes();
}
