package io.multiprocessing.serialization;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The entries of all classes seen so far, made when a class first appears. Thread safe.
 *
 * <p>Classes of the codec's own class loader and of its ancestors live as long as the codec, and a map holds them. An
 * entry of any other class hangs on the class itself, through a {@link ClassValue}, so that nothing here keeps a
 * discarded class loader alive (a restart of Spring's devtools discards one each time).
 */
final class ClassRegistry {

  static final ClassRegistry INSTANCE = new ClassRegistry();

  private final ConcurrentHashMap<Class<?>, ClassEntry> lasting = new ConcurrentHashMap<>();
  private final ClassValue<ClassEntry> passing = new ClassValue<>() {
    @Override
    protected ClassEntry computeValue(Class<?> type) {
      return FormChoice.entryOf(type);
    }
  };

  private ClassRegistry() {}

  ClassEntry entry(Class<?> type) {
    ClassEntry entry = lasting.get(type);
    if (entry != null) {
      return entry;
    }
    if (!outlivesCodec(type)) {
      return passing.get(type);
    }
    entry = FormChoice.entryOf(type);
    // Hidden classes come and go with their lambdas even in a loader that stays.
    if (!type.isHidden()) {
      lasting.put(type, entry);
      return entry;
    }
    return passing.get(type);
  }

  private static boolean outlivesCodec(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      return true;
    }
    for (ClassLoader own = ClassRegistry.class.getClassLoader(); own != null; own = own.getParent()) {
      if (own == loader) {
        return true;
      }
    }
    return false;
  }
}
