package io.multiprocessing.internal.manager;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A variable, with a number for each setting, by which a client's update sees whether another was faster. */
final class ValueReferent extends GuardedReferent {

  private MapReferent.Cell cell; // under the lock

  ValueReferent(@Nullable Object value) {
    cell = new MapReferent.Cell(value, 1);
  }

  @Override
  boolean brief(String name) {
    return true;
  }

  @Override
  public boolean isBrief(String method, List<@Nullable Object> arguments) {
    return !method.startsWith("compareAndSet") || SmallValues.isScalar(cell.value());
  }

  @Override
  @Nullable Object answer(String name, Arguments arguments, Invocation call) {
    return name.equals("compareAndSet")
        ? compareAndSet(arguments.at(0), arguments.at(1))
        : locked(() -> answerUnderLock(name, arguments));
  }

  /** The values are compared without the lock, and again if another came meanwhile. */
  private boolean compareAndSet(@Nullable Object expected, @Nullable Object value) {
    while (true) {
      MapReferent.Cell old = locked(() -> cell);
      if (!Objects.equals(old.value(), expected)) {
        return false;
      }
      if (lockedly(() -> cell == old && set(value))) {
        return true;
      }
    }
  }

  private @Nullable Object answerUnderLock(String name, Arguments arguments) {
    return switch (name) {
      case "get" -> cell.value();
      case "set" -> {
        set(arguments.at(0));
        yield null;
      }
      case "#read" -> cell;
      case "#change" -> cell.number() == arguments.longAt(0) && set(arguments.at(1));
      default -> throw noSuchMethod(arguments);
    };
  }

  private boolean set(@Nullable Object value) {
    cell = new MapReferent.Cell(value, cell.number() + 1);
    return true;
  }

  @Override
  public @Nullable Object copy() {
    return locked(() -> cell).value();
  }

  @Override
  public String toString() {
    return "Value(" + Texts.of(copy()) + ")";
  }
}
