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
 *
 * <p>Of a peer that isn't trusted each class has to be allowed, and the stream of an object of the JDK may hold nothing
 * but that object: what such a one refers to comes as parts, whose {@link Effort} is counted. In other streams, those
 * of throwables and of users' classes, there may be no {@link KeyedClasses}: they would hash what nobody has counted.
 */
final class JdkInput extends ObjectInputStream implements ObjectInputFilter {

  /** Tables of hash maps are allocated up to this many times larger than their entries take in the stream. */
  private static final int TABLE_FACTOR = 4;

  private static final int FREE_ELEMENTS = 256;

  private final GraphReader reader;
  private final AllowedClasses allowed;
  private final boolean trusted;
  private final @Nullable Object[] parts;
  private long elementsLeft; // that arrays may have, all of them together
  private boolean begun;
  private boolean single; // whether the stream may hold one object only
  private boolean found;
  private int partsTaken;
  private int backReferences;

  JdkInput(InputStream in, GraphReader reader, @Nullable Object[] parts, int lengthBytes) throws IOException {
    super(in);
    this.reader = reader;
    this.allowed = reader.allowed();
    this.trusted = allowed.isAny();
    this.parts = parts;
    long elements = FREE_ELEMENTS + (long) lengthBytes * TABLE_FACTOR;
    for (Object part : parts) {
      // The filter is asked about parts too, which are in memory already.
      if (part != null && part.getClass().isArray()) {
        elements += Array.getLength(part);
      }
    }
    this.elementsLeft = elements;
    enableResolveObject(true);
    setObjectInputFilter(this);
  }

  /** How often something is referred to that is in the stream already. */
  int backReferences() {
    return backReferences;
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.arrayLength() > elementsLeft) {
      throw new SerializationException(
          "cannot decode the message: arrays in a stream of the JDK are longer than what there is to fill them: length="
              + info.arrayLength() + ", limit=" + elementsLeft,
          null);
    }
    if (info.arrayLength() >= 0) {
      elementsLeft -= info.arrayLength();
    } else if (info.serialClass() == null) {
      backReferences++;
    }
    if (info.depth() > GraphWriter.MAX_DEPTH) {
      throw new SerializationException(
          "cannot decode the message: values are nested too deeply: limit=" + GraphWriter.MAX_DEPTH, null);
    }
    return Status.UNDECIDED;
  }

  @Override
  protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
    if (object instanceof JdkPart part) {
      if (part.index() < 0 || part.index() >= parts.length) {
        throw new InvalidObjectException("a part is missing: index=" + part.index() + ", parts=" + parts.length);
      }
      if (++partsTaken > parts.length) {
        throw new InvalidObjectException("a part is used twice: index=" + part.index() + ", parts=" + parts.length);
      }
      return parts[part.index()];
    }
    if (single && object != null && !isLeaf(object)) {
      if (found) {
        throw new InvalidObjectException(
            "a stream of an object of the JDK may hold no other object: class=" + object.getClass().getName());
      }
      found = true;
    }
    return object;
  }

  /** As {@link JdkOutput} leaves it in every stream. */
  private static boolean isLeaf(Object object) {
    return object instanceof Enum || object instanceof Class
        || ClassRegistry.INSTANCE.entry(object.getClass()).form() instanceof ScalarForm;
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
    String name = description.getName();
    if (name.equals(JdkPart.class.getName())) {
      return JdkPart.class;
    }
    Class<?> type = find(name, description);
    if (!trusted && !begun) {
      single = FormChoice.isPlatform(type) && !Throwable.class.isAssignableFrom(type);
    }
    begun = true;
    if (!trusted && !single && KeyedClasses.contains(name) && !allowed.allowsByChoice(name)) {
      throw KeyedClasses.refusal(name);
    }
    return type;
  }

  private Class<?> find(String name, ObjectStreamClass description) throws IOException, ClassNotFoundException {
    reader.check(name);
    try {
      return reader.lookup.find(name);
    } catch (ClassNotFoundException e) {
      // Primitive types have no loader to ask; for all others this fails with the name once more.
      return super.resolveClass(description);
    }
  }

  @Override
  protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
    begun = true;
    reader.check(Proxy.class.getName());
    Class<?>[] faces = new Class<?>[names.length];
    ClassLoader loader = JdkInput.class.getClassLoader();
    for (int i = 0; i < names.length; i++) {
      faces[i] = reader.find(names[i]);
      if (faces[i].getClassLoader() != null) {
        loader = faces[i].getClassLoader();
      }
    }
    return Proxy.newProxyInstance(loader, faces, (proxy, method, arguments) -> null).getClass();
  }
}
