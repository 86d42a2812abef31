package io.multiprocessing.internal.manager;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What proxies of lists and sets have in common. Each method is one call; a collection that is given goes as a copy.
 */
abstract class CollectionProxy<E extends @Nullable Object> extends BaseProxy implements Collection<E> {

  @Serial private static final long serialVersionUID = 1L;

  CollectionProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public int size() {
    return this.<Integer>invoke("size");
  }

  @Override
  public boolean isEmpty() {
    return this.<Boolean>invoke("isEmpty");
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return this.<Boolean>invoke("contains", element);
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return this.<Boolean>invoke("containsAll", new ArrayList<>(elements));
  }

  @Override
  public boolean add(E element) {
    return this.<Boolean>invoke("add", element);
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return this.<Boolean>invoke("remove(Object)", element);
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    return this.<Boolean>invoke("addAll", new ArrayList<>(elements));
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    return this.<Boolean>invoke("removeAll", new ArrayList<>(elements));
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    return this.<Boolean>invoke("retainAll", new ArrayList<>(elements));
  }

  @Override
  public void clear() {
    invoke("clear");
  }

  @Override
  public @Nullable Object[] toArray() {
    return this.<@Nullable Object[]>invoke("toArray");
  }

  @Override
  public <T extends @Nullable Object> T[] toArray(T[] array) {
    return snapshot().toArray(array);
  }

  /** The elements at one moment. */
  @SuppressWarnings("unchecked")
  final List<E> snapshot() {
    return (List<E>) Arrays.asList(toArray());
  }

  @Override
  public void forEach(Consumer<? super E> action) {
    snapshot().forEach(action);
  }
}
