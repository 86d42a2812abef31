package io.multiprocessing.serialization;

import java.io.Serial;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;

/**
 * Which classes a codec decodes from a peer that is authenticated, but not as trusted as the own process tree. Whatever else
 * a message names is refused before the class is loaded. Immutable; it travels.
 */
public final class AllowedClasses implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private static final AllowedClasses ANY = new AllowedClasses(true, Set.of(), Set.of());
  private static final AllowedClasses STANDARD = new AllowedClasses(false, Set.of(), Set.of());

  private final boolean any;

  @SuppressWarnings("serial") // an immutable copy, which is serializable
  private final Set<String> names;

  @SuppressWarnings("serial") // the same
  private final Set<String> packages;

  private AllowedClasses(boolean any, Set<String> names, Set<String> packages) {
    this.any = any;
    this.names = names;
    this.packages = packages;
  }

  /** Every class: for peers that are trusted like the own process. */
  public static AllowedClasses any() {
    return ANY;
  }

  /**
   * The JDK's values and containers: primitive types and their wrappers, texts, numbers, times, the collections, arrays of
   * allowed classes, and the JDK's exceptions. No lambdas, no proxies, nothing that acts when it is decoded.
   */
  public static AllowedClasses standard() {
    return STANDARD;
  }

  /** These, and these classes. */
  public AllowedClasses with(Class<?>... classes) {
    Set<String> all = new HashSet<>(names);
    for (Class<?> type : classes) {
      all.add(type.getName());
    }
    return new AllowedClasses(any, Set.copyOf(all), packages);
  }

  /** These, and all classes of this package and of those below it. */
  public AllowedClasses withPackage(String name) {
    Set<String> all = new HashSet<>(packages);
    all.add(name);
    return new AllowedClasses(any, names, Set.copyOf(all));
  }

  /** Whether a class of this name, as {@link Class#getName} gives it, may be decoded. */
  public boolean allows(String className) {
    return any || names.contains(className) || packages.stream().anyMatch(name -> className.startsWith(name + "."));
  }
}
