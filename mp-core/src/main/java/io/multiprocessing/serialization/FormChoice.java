package io.multiprocessing.serialization;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules by which a class gets its form, from the most particular to the most general. */
final class FormChoice {

  private static final String SEND_DATA = "make the field transient or send the data it holds";

  private FormChoice() {}

  static ClassEntry entryOf(Class<?> type) {
    int tag = BuiltIn.tagOf(type);
    if (tag != BuiltIn.NAMED) {
      return builtIn(type, tag);
    }
    if (type.isArray()) {
      return named(type, new ObjectArrayForm());
    }
    if (Enum.class.isAssignableFrom(type) && type != Enum.class) {
      Class<?> declaring = type.isEnum() ? type : type.getSuperclass();
      return named(declaring, new EnumForm());
    }
    if (type.isHidden()) {
      return lambda(type);
    }
    if (Proxy.isProxyClass(type) && declares(type, "writeReplace")) { // something else travels in its stead
      return builtIn(type, BuiltIn.JDK);
    }
    if (isBoundToItsProcess(type)) {
      return refused(type, type.getName() + " can't travel to another process", SEND_DATA);
    }
    if (Proxy.isProxyClass(type)) {
      return builtIn(type, BuiltIn.PROXY);
    }
    return isPlatform(type) ? platform(type) : userDefined(type);
  }

  /** Whether the JDK defines a class: its fields are out of reach, whatever options this JVM was started with. */
  static boolean isPlatform(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static ClassEntry platform(Class<?> type) {
    if (ByteBuffer.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.BUFFER);
    }
    if (type == Object.class) {
      return named(type, new FieldsForm(type));
    }
    ValueForm collection = collection(type);
    if (collection != null) {
      return named(type, collection);
    }
    if (Path.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.PATH);
    }
    if (Charset.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.CHARSET);
    }
    if (Serializable.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.JDK);
    }
    return view(type);
  }

  /** Views of the JDK's collections travel as copies of what they show. */
  private static ClassEntry view(Class<?> type) {
    if (List.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.ARRAY_LIST);
    }
    if (Set.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.LINKED_HASH_SET);
    }
    if (Map.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.LINKED_HASH_MAP);
    }
    if (Collection.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.ARRAY_LIST);
    }
    if (Map.Entry.class.isAssignableFrom(type)) {
      return builtIn(type, BuiltIn.ENTRY);
    }
    return refused(
        type,
        type.getName() + " can't travel to another process: it isn't Serializable and its fields are the JDK's own",
        SEND_DATA);
  }

  private static @Nullable ValueForm collection(Class<?> type) {
    switch (type.getName()) {
      case "java.util.LinkedList":
      case "java.util.ArrayDeque":
      case "java.util.Vector":
      case "java.util.Stack":
      case "java.util.concurrent.CopyOnWriteArrayList":
      case "java.util.concurrent.CopyOnWriteArraySet":
      case "java.util.concurrent.ConcurrentLinkedQueue":
      case "java.util.concurrent.ConcurrentLinkedDeque":
        return new CollectionForm(BuiltIn.NAMED);
      case "java.util.IdentityHashMap":
      case "java.util.WeakHashMap":
      case "java.util.Hashtable":
      case "java.util.concurrent.ConcurrentHashMap":
        return new MapForm(BuiltIn.NAMED);
      case "java.util.TreeMap":
      case "java.util.TreeSet":
      case "java.util.PriorityQueue":
      case "java.util.concurrent.ConcurrentSkipListMap":
      case "java.util.concurrent.ConcurrentSkipListSet":
        return new SortedForm();
      default:
        return null;
    }
  }

  private static ClassEntry userDefined(Class<?> type) {
    boolean serializable = Serializable.class.isAssignableFrom(type);
    if (serializable && saysHowItIsSerialized(type)) {
      return builtIn(type, BuiltIn.JDK);
    }
    boolean open = type.getModule().isOpen(type.getPackageName(), FormChoice.class.getModule());
    if (open && type.isRecord()) {
      return named(type, new RecordForm(type));
    }
    Class<?> outOfReach = open ? ancestorOutOfReach(type) : type;
    if (outOfReach == null) {
      return named(type, new FieldsForm(type));
    }
    if (serializable) {
      return builtIn(type, BuiltIn.JDK);
    }
    String reason = type.getName() + " can't travel to another process: it isn't Serializable and the fields of "
        + outOfReach.getName() + " are out of reach: module=" + outOfReach.getModule().getName();
    return refused(type, reason, open ? SEND_DATA : "open its package to mp-core, or make it Serializable");
  }

  private static @Nullable Class<?> ancestorOutOfReach(Class<?> type) {
    for (Class<?> ancestor = type.getSuperclass(); ancestor != null; ancestor = ancestor.getSuperclass()) {
      if (isPlatform(ancestor) || !ancestor.getModule().isOpen(
          ancestor.getPackageName(), FormChoice.class.getModule())) {
        for (Field field : ancestor.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
            return ancestor;
          }
        }
      }
    }
    return null;
  }

  private static boolean saysHowItIsSerialized(Class<?> type) {
    if (Externalizable.class.isAssignableFrom(type)) {
      return true;
    }
    for (Class<?> ancestor = type; ancestor != null && ancestor != Object.class; ancestor = ancestor.getSuperclass()) {
      if (declares(ancestor, "writeObject", java.io.ObjectOutputStream.class)
          || declares(ancestor, "readObject", java.io.ObjectInputStream.class)
          || declares(ancestor, "readObjectNoData")
          || declares(ancestor, "writeReplace")
          || declares(ancestor, "readResolve")) {
        return true;
      }
      for (Field field : ancestor.getDeclaredFields()) {
        if (field.getName().equals("serialPersistentFields")) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Looks itself: the JDK's exception would make up a text from the parameters, which costs a starting child
   * milliseconds.
   */
  private static boolean declares(Class<?> type, String name, Class<?>... parameters) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name) && Arrays.equals(method.getParameterTypes(), parameters)) {
        return true;
      }
    }
    return false;
  }

  private static ClassEntry lambda(Class<?> type) {
    if (!Serializable.class.isAssignableFrom(type)) {
      String interfaceName = type.getInterfaces().length == 0 ? "" : type.getInterfaces()[0].getName();
      String reason = "a lambda or method reference that isn't Serializable can't travel to another process: interface="
          + interfaceName;
      return refused(type, reason, "declare it as RemoteFunction, RemoteCallable, RemoteRunnable or RemoteBiFunction");
    }
    // The JDK's own lambdas, such as those of Comparator.comparing, open only to the JDK.
    return isPlatform(type) ? builtIn(type, BuiltIn.JDK) : new ClassEntry(type, BuiltIn.LAMBDA, new LambdaForm(type));
  }

  private static boolean isBoundToItsProcess(Class<?> type) {
    if (Thread.class.isAssignableFrom(type)
        || ThreadGroup.class.isAssignableFrom(type)
        || ClassLoader.class.isAssignableFrom(type)
        || ThreadLocal.class.isAssignableFrom(type)
        || Process.class.isAssignableFrom(type)
        || ProcessHandle.class.isAssignableFrom(type)
        || java.io.InputStream.class.isAssignableFrom(type)
        || java.io.OutputStream.class.isAssignableFrom(type)
        || java.io.Reader.class.isAssignableFrom(type)
        || java.io.Writer.class.isAssignableFrom(type)
        || java.io.RandomAccessFile.class.isAssignableFrom(type)
        || java.nio.channels.Channel.class.isAssignableFrom(type)
        || java.util.concurrent.ExecutorService.class.isAssignableFrom(type)) {
      return true;
    }
    return !Serializable.class.isAssignableFrom(type)
        && (java.util.concurrent.locks.Lock.class.isAssignableFrom(type)
            || java.util.concurrent.Executor.class.isAssignableFrom(type)
            || java.util.concurrent.Future.class.isAssignableFrom(type)
            || java.lang.ref.Reference.class.isAssignableFrom(type))
        // Every proxy is Serializable, whatever it stands for.
        || (Proxy.isProxyClass(type) || !Serializable.class.isAssignableFrom(type)) && isDatabaseConnection(type);
  }

  /** By name, because java.sql is a module that an application may not have. */
  private static boolean isDatabaseConnection(Class<?> type) {
    for (Class<?> ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
      for (Class<?> face : ancestor.getInterfaces()) {
        String name = face.getName();
        if (name.equals("java.sql.Connection") || name.equals("javax.sql.DataSource")
            || name.equals("java.sql.Statement") || name.equals("java.sql.ResultSet") || isDatabaseConnection(face)) {
          return true;
        }
      }
    }
    return false;
  }

  private static ClassEntry named(Class<?> type, ValueForm form) {
    return new ClassEntry(type, BuiltIn.NAMED, form);
  }

  private static ClassEntry builtIn(Class<?> type, int tag) {
    return new ClassEntry(type, tag, BuiltIn.form(tag));
  }

  private static ClassEntry refused(Class<?> type, String reason, String mend) {
    return named(type, new RefusedForm(type.getName(), reason, mend));
  }
}
