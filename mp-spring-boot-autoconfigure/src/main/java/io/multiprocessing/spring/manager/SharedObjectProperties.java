package io.multiprocessing.spring.manager;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The settings of one shared object. Null means: not set. It travels to workers. */
public class SharedObjectProperties implements Serializable {

  static final String CAPACITY = "capacity";
  static final String PERMITS = "permits";
  static final String PARTIES = "parties";
  static final String INITIAL = "initial";

  @Serial private static final long serialVersionUID = 1L;

  /** What the object is. */
  private @Nullable SharedObjectType type;

  /** How many elements a queue may hold. No limit by default. */
  private @Nullable Integer capacity;

  /** How many permits a semaphore has at first. Defaults to 1. */
  private @Nullable Integer permits;

  /** How many have to arrive at a barrier. */
  private @Nullable Integer parties;

  /** What a value is at first: a whole number becomes a Long, another number a Double, true and false a Boolean. */
  private @Nullable String initial;

  public @Nullable SharedObjectType getType() {
    return type;
  }

  public void setType(@Nullable SharedObjectType type) {
    this.type = type;
  }

  public @Nullable Integer getCapacity() {
    return capacity;
  }

  public void setCapacity(@Nullable Integer capacity) {
    this.capacity = capacity;
  }

  public @Nullable Integer getPermits() {
    return permits;
  }

  public void setPermits(@Nullable Integer permits) {
    this.permits = permits;
  }

  public @Nullable Integer getParties() {
    return parties;
  }

  public void setParties(@Nullable Integer parties) {
    this.parties = parties;
  }

  public @Nullable String getInitial() {
    return initial;
  }

  public void setInitial(@Nullable String initial) {
    this.initial = initial;
  }

  /** The interface of the bean. */
  public Class<?> beanType() {
    return requiredType().beanType();
  }

  /** The type, which the rules have checked to be there. */
  SharedObjectType requiredType() {
    if (type == null) {
      throw new IllegalStateException("a shared object has a type: type=null");
    }
    return type;
  }

  int requiredParties() {
    if (parties == null) {
      throw new IllegalStateException("a barrier has parties: parties=null");
    }
    return parties;
  }

  int effectiveCapacity() {
    return capacity == null ? Integer.MAX_VALUE : capacity;
  }

  int effectivePermits() {
    return permits == null ? 1 : permits;
  }

  /** The text of {@code initial} as the simplest value that it reads as. */
  @Nullable Object initialValue() {
    if (initial == null) {
      return null;
    }
    if (initial.equals("true") || initial.equals("false")) {
      return Boolean.valueOf(initial);
    }
    if (initial.matches("[+-]?\\d{1,18}")) {
      return Long.valueOf(initial);
    }
    return initial.matches("[+-]?\\d+\\.\\d+") ? (Object) Double.valueOf(initial) : initial;
  }
}
