package io.multiprocessing.serialization;

import com.esotericsoftware.kryo.util.IdentityObjectIntMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one graph at a time. Used by one thread at a time, again after a message that succeeded, never after one
 * that failed: what is left in it then would poison the next.
 *
 * <pre>
 * body    := FORMAT value
 * value   := NULL
 *          | BACK_REFERENCE id          the id-th shared object of this message
 *          | NEW_CLASS name fingerprint content
 *          | built-in tag content       a form that needs no class
 *          | (FIRST_CLASS + n) content  the n-th class that this message named
 * </pre>
 *
 * Numbers are Kryo's variable-length integers and strings are Kryo's. A message names each class once and can be
 * decoded alone.
 */
final class GraphWriter {

  /** Changes with the layout of bodies. */
  static final int FORMAT = 0xC1;

  /**
   * How deeply values may be nested. Even uncompiled, a recursion this deep fits into a default stack of one
   * megabyte. Python's limit is the same.
   */
  static final int MAX_DEPTH = 1_000;

  /** Shared objects and classes that a pooled writer keeps room for. */
  private static final int KEPT_CAPACITY = 2_048;

  final BodyOutput out = new BodyOutput();
  private final IdentityObjectIntMap<Object> ids = new IdentityObjectIntMap<>();
  private final IdentityObjectIntMap<Class<?>> classes = new IdentityObjectIntMap<>();
  private final ArrayList<Object> open = new ArrayList<>();
  private final ArrayList<ByteBuffer> attachments = new ArrayList<>();
  private int depth;

  EncodedMessage message(@Nullable Object value) throws Exception {
    out.writeByte(FORMAT);
    writeValue(value);
    EncodedMessage message =
        new EncodedMessage(out.take(), attachments.isEmpty() ? List.of() : List.copyOf(attachments));
    ids.clear(KEPT_CAPACITY);
    classes.clear(KEPT_CAPACITY);
    attachments.clear();
    return message;
  }

  void writeValue(@Nullable Object value) throws Exception {
    if (value == null) {
      out.writeByte(BuiltIn.NULL);
      return;
    }
    ClassEntry entry = ClassRegistry.INSTANCE.entry(value.getClass());
    ValueForm form = entry.form();
    if (!form.shared()) {
      writeClass(entry);
      form.write(this, value);
      return;
    }
    int id = ids.get(value, -1);
    if (id >= 0) {
      writeBackReference(id, value);
      return;
    }
    ids.put(value, ids.size);
    writeClass(entry);
    if (++depth > MAX_DEPTH) {
      throw new SerializationException("cannot encode the graph: values are nested too deeply: limit=" + MAX_DEPTH
          + ", class=" + value.getClass().getName() + "; send a flat collection instead of a chain of objects", null);
    }
    if (form.early()) {
      form.write(this, value);
    } else {
      open.add(value);
      form.write(this, value);
      open.remove(open.size() - 1);
    }
    depth--;
  }

  /** Whether an object is in this message already, complete or not. */
  boolean wrote(Object value) {
    return ids.get(value, -1) >= 0;
  }

  /** Whether a payload is to be sent beside the body. */
  boolean attaches(int lengthBytes) {
    return lengthBytes >= ByteArrayForm.ATTACH_BYTES && attachments.size() < EncodedMessage.MAX_ATTACHMENTS;
  }

  /** Sends bytes beside the body, and returns the index by which the body is to refer to them. */
  int attach(ByteBuffer content) {
    attachments.add(content);
    return attachments.size() - 1;
  }

  private void writeBackReference(int id, Object value) {
    for (int i = open.size() - 1; i >= 0; i--) {
      if (open.get(i) == value) {
        String name = value.getClass().getName();
        throw new Unencodable(name, name + " can't refer back to itself through what it holds, because it is made only "
            + "when its content is complete", "break the cycle, or use a class with plain fields there");
      }
    }
    out.writeByte(BuiltIn.BACK_REFERENCE);
    out.writeCount(id);
  }

  private void writeClass(ClassEntry entry) {
    if (entry.tag() != BuiltIn.NAMED) {
      out.writeByte(entry.tag());
      return;
    }
    Class<?> named = entry.named();
    int number = classes.get(named, -1);
    if (number >= 0) {
      out.writeCount(BuiltIn.FIRST_CLASS + number);
      return;
    }
    classes.put(named, classes.size);
    out.writeByte(BuiltIn.NEW_CLASS);
    out.writeString(named.getName());
    out.writeInt(entry.form().fingerprint());
  }
}
