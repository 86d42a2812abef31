package io.multiprocessing.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link JdkOutput} wrote. Arrays longer than the stream could fill, and graphs nested deeper than a
 * message may be, are rejected before anything is allocated for them.
 */
final class JdkInput extends ObjectInputStream implements ObjectInputFilter {

  /** Tables of hash maps are allocated up to this many times larger than their entries take in the stream. */
  private static final int TABLE_FACTOR = 4;

  private final ClassLookup lookup;
  private final @Nullable Object[] parts;
  private final long longestArray;

  JdkInput(InputStream in, ClassLookup lookup, @Nullable Object[] parts, int lengthBytes) throws IOException {
    super(in);
    this.lookup = lookup;
    this.parts = parts;
    long longest = Math.max(1024, (long) lengthBytes * TABLE_FACTOR);
    for (Object part : parts) {
      // The filter is asked about parts too, which are in memory already.
      if (part != null && part.getClass().isArray()) {
        longest = Math.max(longest, Array.getLength(part));
      }
    }
    this.longestArray = longest;
    enableResolveObject(true);
    setObjectInputFilter(this);
  }

  @Override
  public Status checkInput(FilterInfo info) {
    boolean excessive = info.arrayLength() > longestArray || info.depth() > GraphWriter.MAX_DEPTH;
    return excessive ? Status.REJECTED : Status.UNDECIDED;
  }

  @Override
  protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
    if (object instanceof JdkPart part) {
      if (part.index() < 0 || part.index() >= parts.length) {
        throw new InvalidObjectException("a part is missing: index=" + part.index() + ", parts=" + parts.length);
      }
      return parts[part.index()];
    }
    return object;
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
    try {
      return lookup.find(description.getName());
    } catch (ClassNotFoundException e) {
      // Primitive types have no loader to ask; for all others this fails with the name once more.
      return super.resolveClass(description);
    }
  }

  @Override
  protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
    Class<?>[] faces = new Class<?>[names.length];
    ClassLoader loader = JdkInput.class.getClassLoader();
    for (int i = 0; i < names.length; i++) {
      faces[i] = lookup.find(names[i]);
      if (faces[i].getClassLoader() != null) {
        loader = faces[i].getClassLoader();
      }
    }
    return Proxy.newProxyInstance(loader, faces, (proxy, method, arguments) -> null).getClass();
  }
}
