package io.multiprocessing.shared;

import io.multiprocessing.sync.InterProcessObject;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed length in a block of shared memory. Its elements are {@link Integer}, {@link Long}, {@link Double},
 * {@link Boolean}, {@link String}, {@code byte[]} and null; each may be replaced by one of any other of these types. A
 * text or bytes have the room that the first element in their place had: its length, rounded up to the next multiple of
 * eight that is larger, and at least eight.
 *
 * <p>Made by {@code Multiprocessing.get().shared()}. The block is laid out as CPython's (3.9 or later), so both attach
 * each other's lists by name. Beyond CPython, lists made here keep zero bytes at the end of a text or of bytes, tell
 * {@code Integer} from {@code Long}, and hold non-ASCII text of any length. Python reads those without the zeros, and
 * as {@code int}.
 *
 * <p>There is no lock: an element that is set while another thread or process reads it may be seen half written. An
 * element of type {@code byte[]} is compared by content, and what {@link #get} returns is a copy. {@code add} and
 * {@code remove} throw {@link UnsupportedOperationException}. After {@link #close()} every method that looks at
 * elements throws {@link IllegalStateException}. Nothing blocks. Python: {@code
 * multiprocessing.shared_memory.ShareableList}.
 */
public interface ShareableList extends List<@Nullable Object>, RandomAccess, InterProcessObject {

  /**
   * Replaces an element.
   *
   * @return what was there
   * @throws IllegalArgumentException if the element is of another type, or needs more room than its place has; also if
   *     it ends in zero bytes and the list was made by Python, which can't keep them. Nothing was changed
   */
  @Override
  @Nullable Object set(int index, @Nullable Object element);

  /** How many elements are equal to {@code value}. Python: {@code count(value)}. */
  int count(@Nullable Object value);

  /** The elements' formats, in the language of Python's {@code struct}, one after the other. Python: {@code format}. */
  String format();

  /** The block of memory that the list lies in. Closing or unlinking either does it to both. Python: {@code shm}. */
  SharedMemory sharedMemory();
}
