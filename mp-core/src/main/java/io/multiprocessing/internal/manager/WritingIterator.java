package io.multiprocessing.internal.manager;

import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes over a snapshot; what is removed from it is removed from the shared object too. */
final class WritingIterator<E extends @Nullable Object> implements Iterator<E> {

  private final Iterator<E> snapshot;
  private final Consumer<? super E> remover;
  private @Nullable E last;
  private boolean removable;

  WritingIterator(Iterator<E> snapshot, Consumer<? super E> remover) {
    this.snapshot = snapshot;
    this.remover = remover;
  }

  @Override
  public boolean hasNext() {
    return snapshot.hasNext();
  }

  @Override
  public E next() {
    E next = snapshot.next();
    last = next;
    removable = true;
    return next;
  }

  @Override
  @SuppressWarnings("NullAway") // null only where E allows it
  public void remove() {
    if (!removable) {
      throw new IllegalStateException("remove() is called once after each next()");
    }
    removable = false;
    remover.accept(last);
  }
}
