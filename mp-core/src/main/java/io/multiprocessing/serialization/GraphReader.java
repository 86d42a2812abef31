package io.multiprocessing.serialization;

import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link GraphWriter} wrote, one graph at a time; the same rules of use hold. */
final class GraphReader {

  private static final int KEPT_CAPACITY = 2_048;

  final BodyInput in = new BodyInput();
  ClassLookup lookup = ClassLookup.current();
  private final AllowedClasses allowed;
  private final @Nullable Effort effort;
  private ArrayList<@Nullable Object> objects = new ArrayList<>();
  private final ArrayList<ClassEntry> classes = new ArrayList<>();
  private List<ByteBuffer> attachments = List.of();
  private final BitSet taken = new BitSet(0); // of the attachments
  private int depth;

  GraphReader(AllowedClasses allowed) {
    this.allowed = allowed;
    this.effort = allowed.isAny() ? null : new Effort();
  }

  @Nullable Object message(EncodedMessage message) throws Exception {
    lookup = ClassLookup.current();
    attachments = message.attachments();
    taken.clear();
    in.start(message.body());
    if (effort != null) {
      effort.start(message.lengthBytes());
    }
    int format = in.readByte() & 0xFF;
    if (format != GraphWriter.FORMAT) {
      throw new SerializationException(
          "cannot decode the message: not a body of this codec: format=" + format + ", expected=" + GraphWriter.FORMAT,
          null);
    }
    Object value = readValue();
    if (in.left() != 0) {
      throw new SerializationException("cannot decode the message: bytes follow its end: bytesLeft=" + in.left(), null);
    }
    in.forget();
    attachments = List.of();
    classes.clear();
    if (objects.size() > KEPT_CAPACITY) {
      objects = new ArrayList<>();
    } else {
      objects.clear();
    }
    return value;
  }

  @Nullable Object readValue() throws Exception {
    int tag = in.readVarInt(true);
    if (tag == BuiltIn.NULL) {
      return null;
    }
    if (tag == BuiltIn.BACK_REFERENCE) {
      int id = in.readVarInt(true);
      Object value = known(id);
      if (effort != null) {
        effort.again(id);
      }
      return value;
    }
    ValueForm form;
    Class<?> type = Object.class;
    if (tag >= BuiltIn.FIRST_CLASS || tag == BuiltIn.NEW_CLASS) {
      ClassEntry entry = tag == BuiltIn.NEW_CLASS ? readClass() : classAt(tag - BuiltIn.FIRST_CLASS);
      form = entry.form();
      type = entry.named();
    } else {
      form = BuiltIn.form(tag);
    }
    if (!form.shared()) {
      return form.read(this, type, -1);
    }
    if (++depth > GraphWriter.MAX_DEPTH) {
      throw new SerializationException(
          "cannot decode the message: values are nested too deeply: limit=" + GraphWriter.MAX_DEPTH, null);
    }
    int id = objects.size();
    objects.add(null);
    int start = in.position();
    long outside = effort == null ? 0 : effort.begin(id);
    Object value = form.read(this, type, id);
    objects.set(id, value);
    if (effort != null) {
      effort.end(id, outside, in.position() - start);
    }
    depth--;
    return value;
  }

  /** Reads a value that is going to be hashed or compared at once. */
  @Nullable Object readKey() throws Exception {
    if (effort == null) {
      return readValue();
    }
    long before = effort.before();
    int start = in.position();
    Object key = readValue();
    effort.hash(before, in.position() - start);
    return key;
  }

  /** Finds the class that a message names, if it is allowed. */
  Class<?> find(String name) throws ClassNotFoundException {
    check(name);
    return lookup.find(name);
  }

  /** @throws SerializationException if a message may not name this class */
  void check(String name) {
    if (!allowed.allows(name)) {
      throw allowed.refusal(name);
    }
  }

  AllowedClasses allowed() {
    return allowed;
  }

  /** What is counted of peers that are not trusted; null for those that are. */
  @Nullable Effort effort() {
    return effort;
  }

  /** Makes an object known before its content is read, so that the content can refer to it. */
  void know(int id, Object value) {
    objects.set(id, value);
  }

  ByteBuffer attachment(int index) {
    if (index < 0 || index >= attachments.size()) {
      throw new SerializationException("cannot decode the message: an attachment is missing: index=" + index
          + ", attachments=" + attachments.size(), null);
    }
    if (taken.get(index)) {
      throw new SerializationException(
          "cannot decode the message: two values refer to one attachment: index=" + index, null);
    }
    taken.set(index);
    ByteBuffer attachment = attachments.get(index);
    if (effort != null) {
      effort.beside(attachment.remaining());
    }
    return attachment;
  }

  private Object known(int id) {
    Object value = id >= 0 && id < objects.size() ? objects.get(id) : null;
    if (value == null) {
      throw new SerializationException("cannot decode the message: it refers to an object that it doesn't hold: id="
          + id + ", objects=" + objects.size(), null);
    }
    return value;
  }

  private ClassEntry classAt(int number) {
    if (number >= classes.size()) {
      throw new SerializationException("cannot decode the message: it refers to a class that it doesn't name: number="
          + number + ", classes=" + classes.size(), null);
    }
    return classes.get(number);
  }

  private ClassEntry readClass() throws ClassNotFoundException {
    String name = in.readName();
    int fingerprint = in.readInt();
    Class<?> type = find(name);
    ClassEntry entry = ClassRegistry.INSTANCE.entry(type);
    int own = entry.form().fingerprint();
    if (own != fingerprint) {
      throw new SerializationException("cannot decode " + name
          + ": the sender knows other fields of it; both processes need the same version of the class: sender="
          + Integer.toHexString(fingerprint) + ", receiver=" + Integer.toHexString(own), null);
    }
    if (entry.tag() != BuiltIn.NAMED || Modifier.isAbstract(type.getModifiers()) && !type.isArray() && !type.isEnum()) {
      throw new SerializationException(
          "cannot decode " + name + ": a message can't hold an object of just this class: modifiers="
              + Modifier.toString(type.getModifiers()), null);
    }
    classes.add(entry);
    return entry;
  }
}
