package io.multiprocessing.serialization;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A stream of the JDK for one object, and the choice of what stays in it.
 *
 * <p>Of an object of the JDK (a synchronized list, an atomic reference), everything it refers to is a part: such
 * objects are containers of the user's. Of a throwable and of a user's class that says how it is serialized, only what
 * the JDK could not write is a part, together with large byte arrays and what the message holds already: such classes
 * may rely on the order in which their graph is read, and may be in a cycle with each other. The price is that an
 * object which both such a one and the rest of the message refer to, and which the message meets inside the stream
 * first, arrives twice.
 */
final class JdkOutput extends ObjectOutputStream {

  private final GraphWriter writer;
  private final boolean container;
  private final ArrayList<Object> parts = new ArrayList<>();
  private final IdentityHashMap<Object, JdkPart> known = new IdentityHashMap<>();
  private boolean begun;

  JdkOutput(OutputStream out, GraphWriter writer, Object root) throws IOException {
    super(out);
    this.writer = writer;
    this.container = FormChoice.isPlatform(root.getClass()) && !(root instanceof Throwable);
    enableReplaceObject(true);
  }

  List<Object> parts() {
    return parts;
  }

  @Override
  protected Object replaceObject(Object object) {
    if (!begun) {
      // The object itself, or what its writeReplace named in its stead.
      begun = true;
      return object;
    }
    if (object instanceof Enum || object instanceof Class || form(object) instanceof ScalarForm) {
      return object;
    }
    if (!staysInside(object)) {
      return part(object);
    }
    if (!(object instanceof ReentrantLock lock && lock.isHeldByCurrentThread())) {
      // The JDK's queues hold their own locks while they are written.
      refuseHeldLock(object);
    }
    return object;
  }

  private boolean staysInside(Object object) {
    if (container || writer.wrote(object) || form(object) instanceof ImmutableForm && isEmpty(object)) {
      return false; // every throwable has an empty list of those it suppressed, in a class that isn't allowed everywhere
    }
    if (object instanceof byte[] bytes) {
      return bytes.length < ByteArrayForm.ATTACH_BYTES;
    }
    return object instanceof Serializable && !(form(object) instanceof RefusedForm);
  }

  private static boolean isEmpty(Object object) {
    return object instanceof Map<?, ?> map ? map.isEmpty() : ((Collection<?>) object).isEmpty();
  }

  private static ValueForm form(Object object) {
    return ClassRegistry.INSTANCE.entry(object.getClass()).form();
  }

  private JdkPart part(Object object) {
    JdkPart part = known.get(object);
    if (part == null) {
      part = new JdkPart(parts.size());
      known.put(object, part);
      parts.add(object);
    }
    return part;
  }

  /** Refuses a lock that is held: the thread that holds it stays behind. */
  static void refuseHeldLock(Object object) {
    boolean held = object instanceof ReentrantLock lock && lock.isLocked()
        || object instanceof ReentrantReadWriteLock locks && (locks.isWriteLocked() || locks.getReadLockCount() > 0);
    if (held) {
      String name = object.getClass().getName();
      throw new Unencodable(name, name + " can't travel to another process while a thread holds it",
          "make the field transient, or share an InterProcessLock");
    }
  }
}
