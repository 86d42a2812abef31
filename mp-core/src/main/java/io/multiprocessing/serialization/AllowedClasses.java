package io.multiprocessing.serialization;

import java.io.Serial;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Which classes a codec decodes from a peer that is authenticated, but not as trusted as the own process tree. Whatever
 * else a message names is refused before the class is loaded. Immutable; it travels.
 *
 * <p>A class has to be allowed by its own name: its superclasses, the classes of its fields and those nested in it are
 * classes like any other. An array is allowed if what it holds is, an enum's constants if the enum is, a proxy if
 * {@code java.lang.reflect.Proxy}, its interfaces and the class of its handler are.
 *
 * <p>To allow a class is to let the peer make any object of it, with any values in its fields, whatever its
 * constructors would say to them; of records and throwables likewise, of records through their constructors. It is also
 * to let it make the lambdas and method references that the class's source has in it, if they are serializable. Allow
 * what is data.
 */
public final class AllowedClasses implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  private static final int LONGEST_NAME_SHOWN = 200;

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
   * The JDK's values and containers: primitive types and their wrappers, texts, numbers, times, addresses, the
   * collections, arrays of allowed classes, and the exceptions of the JDK and of this library. No lambdas, no proxies,
   * nothing that acts when it is decoded. Not on the list, though they are data: {@code URL}, whose hash code asks for
   * a host's address; regular expressions; {@code CopyOnWriteArraySet}, which takes a long time to fill; collections
   * that stand for more than they hold.
   */
  public static AllowedClasses standard() {
    return STANDARD;
  }

  /** These, and these classes; of an array the class of what it holds. */
  public AllowedClasses with(Class<?>... classes) {
    Set<String> all = new HashSet<>(names);
    for (Class<?> type : classes) {
      Class<?> element = Objects.requireNonNull(type, "class");
      while (element.isArray()) {
        element = element.getComponentType();
      }
      all.add(element.getName());
    }
    return new AllowedClasses(any, Set.copyOf(all), packages);
  }

  /**
   * These, and all classes of this package and of those below it.
   *
   * @throws IllegalArgumentException if it isn't the name of a package
   */
  public AllowedClasses withPackage(String name) {
    if (Objects.requireNonNull(name, "name").isBlank() || name.startsWith(".") || name.endsWith(".")
        || name.contains("*")) {
      throw new IllegalArgumentException(
          "a package is allowed by its name alone, which includes those below it: name=" + name);
    }
    Set<String> all = new HashSet<>(packages);
    all.add(name);
    return new AllowedClasses(any, names, Set.copyOf(all));
  }

  /** Whether a class of this name, as {@link Class#getName} gives it, may be decoded. */
  public boolean allows(String className) {
    if (any) {
      return true;
    }
    String name = elementOf(className);
    return name.isEmpty() || StandardClasses.contains(name) || isChosen(name);
  }

  /** Whether it is allowed by {@link #with} or {@link #withPackage}, and not only because it is a standard one. */
  boolean allowsByChoice(String className) {
    return any || isChosen(elementOf(className));
  }

  boolean isAny() {
    return any;
  }

  SerializationException refusal(String className) {
    return new SerializationException(
        "cannot decode the message: a class from this peer must be on the list of allowed classes: class="
            + shown(className) + "; if peers may send it, allow it with AllowedClasses.with or withPackage",
        null);
  }

  private boolean isChosen(String name) {
    return names.contains(name) || packages.stream().anyMatch(each -> isIn(each, name));
  }

  private static boolean isIn(String packageName, String name) {
    return name.length() > packageName.length() && name.charAt(packageName.length()) == '.'
        && name.startsWith(packageName);
  }

  /** What an array of this name holds in the end; empty if that is a primitive type. */
  private static String elementOf(String className) {
    int dimensions = 0;
    while (dimensions < className.length() && className.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0) {
      return className;
    }
    boolean object = className.startsWith("L", dimensions) && className.endsWith(";");
    if (object) {
      return className.substring(dimensions + 1, className.length() - 1);
    }
    return className.length() == dimensions + 1 ? "" : className;
  }

  /** The name comes from the peer: neither its length nor its characters are to harm who reads the message or a log. */
  private static String shown(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(name.length(), LONGEST_NAME_SHOWN); i++) {
      char c = name.charAt(i);
      boolean usual = Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
      text.append(usual || ".;[-/".indexOf(c) >= 0 ? c : '?');
    }
    return name.length() > LONGEST_NAME_SHOWN ? text + "..." : text.toString();
  }
}
