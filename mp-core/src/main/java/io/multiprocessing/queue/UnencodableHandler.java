package io.multiprocessing.queue;

import io.multiprocessing.serialization.SerializationException;
import java.io.Serializable;

/**
 * What happens to an element that can't be encoded, instead of an exception for the one who puts it. It travels with
 * the queue, and runs in the thread that puts. Python: overriding {@code Queue._on_queue_feeder_error}.
 */
@FunctionalInterface
public interface UnencodableHandler extends Serializable {

  /**
   * Takes the element; the queue drops it, and the method that was to put it returns as if it had. Whatever this throws
   * is thrown by that method.
   *
   * @param element the element itself, not a copy
   * @param failure names the class and field that can't travel
   */
  void handle(Object element, SerializationException failure);
}
