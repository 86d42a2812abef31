package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a call of a built-in object. They come from a client, so nothing about them is sure. */
record Arguments(String method, List<@Nullable Object> values) {

  int count() {
    return values.size();
  }

  /** @throws ManagerException if there are other than {@code count} */
  Arguments expect(int count) {
    if (values.size() != count) {
      throw unfit("it takes another number of arguments: arguments=" + values.size() + ", expected=" + count);
    }
    return this;
  }

  @Nullable Object at(int index) {
    if (index >= values.size()) {
      throw unfit("it takes more arguments: arguments=" + values.size());
    }
    return values.get(index);
  }

  int intAt(int index) {
    return as(Number.class, index).intValue();
  }

  /** @throws IllegalArgumentException if it is less than {@code least} */
  int intAt(int index, int least, String name) {
    int value = intAt(index);
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + name + "=" + value);
    }
    return value;
  }

  long longAt(int index) {
    return as(Number.class, index).longValue();
  }

  Collection<?> collectionAt(int index) {
    return as(Collection.class, index);
  }

  /** A copy: a proxy's elements come from elsewhere, which must not be waited for under an object's lock. */
  List<@Nullable Object> listAt(int index) {
    return new ArrayList<>(collectionAt(index));
  }

  /** @throws ManagerException if it is null or something else */
  <T> T as(Class<T> type, int index) {
    Object value = at(index);
    if (!type.isInstance(value)) {
      throw unfit(
          "an argument has another type: index=" + index + ", expected=" + type.getName() + ", type="
              + (value == null ? null : value.getClass().getName()));
    }
    return type.cast(value);
  }

  ManagerException unfit(String why) {
    return new ManagerException("a method of a shared object can't be called like this: " + why + ", method=" + method);
  }
}
