package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A type of shared objects as its server sees it. Immutable. */
interface ServedType {

  String typeId();

  /** The interface of the proxies. */
  Class<?> type();

  /** Whether clients may create objects; the others only arise as results. */
  boolean isCreatable();

  /** Method by method the type of the results that become shared objects of their own. */
  Map<String, String> methodToTypeId();

  /**
   * Makes an object.
   *
   * @throws ManagerException if objects aren't made here
   * @throws Exception what the user's factory throws
   */
  Referent create(List<@Nullable Object> arguments, ServerObjects server) throws Exception;

  /** Makes a shared object of a method's result. */
  Referent ofResult(Object result, ServerObjects server) throws Exception;
}
