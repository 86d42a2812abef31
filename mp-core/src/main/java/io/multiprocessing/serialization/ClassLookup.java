package io.multiprocessing.serialization;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds classes by name as one class loader sees them, and remembers them without keeping the loader alive. */
final class ClassLookup {

  private static final int MAX_CLASSES = 16_384;
  private static final int MAX_SITES = 4_096;
  private static final ClassLoader OWN_LOADER = ownLoader();

  /** Guarded by itself. */
  private static final Map<ClassLoader, ClassLookup> LOOKUPS = new WeakHashMap<>();

  private static volatile @Nullable ClassLookup last;

  private final WeakReference<ClassLoader> loader;
  private final ConcurrentHashMap<String, WeakReference<Class<?>>> classes = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<LambdaKey, WeakReference<LambdaSite>> sites = new ConcurrentHashMap<>();

  private ClassLookup(ClassLoader loader) {
    this.loader = new WeakReference<>(loader);
  }

  /** The lookup of the calling thread's context class loader, or of the codec's own where a thread has none. */
  static ClassLookup current() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    if (loader == null) {
      loader = OWN_LOADER;
    }
    ClassLookup lookup = last;
    if (lookup != null && lookup.loader.refersTo(loader)) {
      return lookup;
    }
    synchronized (LOOKUPS) {
      lookup = LOOKUPS.get(loader);
      if (lookup == null) {
        lookup = new ClassLookup(loader);
        LOOKUPS.put(loader, lookup);
      }
    }
    last = lookup;
    return lookup;
  }

  /** Finds a class without initialising it; falls back to the codec's own loader. */
  Class<?> find(String name) throws ClassNotFoundException {
    WeakReference<Class<?>> reference = classes.get(name);
    Class<?> type = reference == null ? null : reference.get();
    if (type == null) {
      type = load(name);
      if (classes.size() >= MAX_CLASSES) {
        classes.clear();
      }
      classes.put(name, new WeakReference<>(type));
    }
    return type;
  }

  @Nullable LambdaSite site(LambdaKey key) {
    WeakReference<LambdaSite> reference = sites.get(key);
    return reference == null ? null : reference.get();
  }

  /** Remembers a site as long as something else holds it: the class that it is in does. */
  void remember(LambdaKey key, LambdaSite site) {
    if (sites.size() >= MAX_SITES) {
      sites.clear();
    }
    sites.put(key, new WeakReference<>(site));
  }

  private Class<?> load(String name) throws ClassNotFoundException {
    ClassLoader context = loader.get();
    try {
      return Class.forName(name, false, context == null ? OWN_LOADER : context);
    } catch (ClassNotFoundException e) {
      try {
        return Class.forName(name, false, OWN_LOADER);
      } catch (ClassNotFoundException again) {
        e.addSuppressed(again);
        throw e;
      }
    }
  }

  private static ClassLoader ownLoader() {
    ClassLoader loader = ClassLookup.class.getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }
}
