package io.multiprocessing.spring;

import io.multiprocessing.spring.PoolKeys.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Reads every key under {@code multiprocessing}: collects the names of pools and configurations, and refuses what no
 * setting has. Binding alone would do neither: it ignores a misspelt key, and a pool whose only key is misspelt
 * doesn't exist for it.
 *
 * <p>In environment variables a dash, a dot and the end of a pool's name all look alike, so there a variable is
 * matched against every way to read it; and since any program may set variables, only those that name a pool or a
 * configuration are checked.
 */
final class KeyScan {

  static final String POOLS = "pools";
  static final String CONFIGS = "configs";
  static final String MANAGERS = "managers";

  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(MultiprocessingProperties.PREFIX);
  private static final Set<String> TOP_LEVEL = 
      new TreeSet<>(Set.of("enabled", "default-pool", "start-method", POOLS, CONFIGS, MANAGERS));

  private static final String SYSTEM_PROPERTIES = StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME;

  private final Map<String, Map<String, Named>> sections =
      Map.of(POOLS, new LinkedHashMap<>(), CONFIGS, new LinkedHashMap<>(), MANAGERS, new LinkedHashMap<>());

  /** The shared objects of each manager, both without the differences that relaxed binding ignores. */
  private final Map<String, Map<String, Named>> objects = new LinkedHashMap<>();

  /**
   * A pool, configuration, manager or shared object that some key names.
   *
   * @param name the name as it is written
   * @param prefix what its keys start with
   */
  record Named(String name, ConfigurationPropertyName prefix, boolean fromVariable) {}

  /**
   * An environment variable, taken apart.
   *
   * @param owner the pool's or configuration's name, without what relaxed binding ignores
   */
  private record Variable(ConfigurationPropertyName name, String section, String owner, String key) {}

  private final List<Variable> variables = new ArrayList<>();

  private KeyScan() {}

  /**
   * @throws InvalidPropertyException if a key is unknown
   */
  static KeyScan of(Iterable<ConfigurationPropertySource> sources) {
    KeyScan scan = new KeyScan();
    for (ConfigurationPropertySource source : sources) {
      if (source instanceof IterableConfigurationPropertySource) {
        scan.read((IterableConfigurationPropertySource) source);
      }
    }
    return scan;
  }

  /** The pools, configurations or managers by name, without the differences that relaxed binding ignores. */
  Map<String, Named> section(String section) {
    return sections.getOrDefault(section, Map.of());
  }

  /** The shared objects that some key names below a manager. */
  Collection<Named> objects(Named manager) {
    return objects.getOrDefault(PoolKeys.uniform(manager.name()), Map.of()).values();
  }

  /**
   * Whether a name stands where a pool or configuration stands, so that an empty value there means: with all
   * defaults.
   */
  static boolean isOwner(ConfigurationPropertyName name) {
    if (!ROOT.isAncestorOf(name) || !isSection(name.getElement(1, Form.DASHED))) {
      return false;
    }
    return name.getElement(1, Form.DASHED).equals(MANAGERS)
        ? ManagerKeys.isOwner(name)
        : name.getNumberOfElements() <= 3;
  }

  private void read(IterableConfigurationPropertySource source) {
    Object underlying = source.getUnderlyingSource();
    boolean variables = underlying instanceof SystemEnvironmentPropertySource;
    List<ConfigurationPropertyName> names = source.stream().filter(ROOT::isAncestorOf).collect(Collectors.toList());
    for (ConfigurationPropertyName name : names) {
      if (variables) {
        readVariable(name, source);
      } else {
        readKey(name, source);
      }
    }
  }

  private void readKey(ConfigurationPropertyName name, ConfigurationPropertySource source) {
    String top = name.getElement(1, Form.DASHED);
    int elements = name.getNumberOfElements();
    if (!isSection(top)) {
      boolean known = elements == 2 && TOP_LEVEL.stream().anyMatch(key -> isSame(key, top));
      if (!known && !isOfTheCore(top, source)) {
        throw unknown(name, source, name.getElement(1, Form.ORIGINAL), 1, TOP_LEVEL);
      }
      return;
    }
    if (elements == 2) {
      requireBlank(name, source, "the names of " + top);
      return;
    }
    add(top, new Named(name.getElement(2, Form.ORIGINAL), name.chop(3), false));
    if (elements == 3) {
      requireBlank(name, source, "settings such as " + (top.equals(MANAGERS) ? "objects" : "processes"));
      return;
    }
    if (top.equals(MANAGERS)) {
      readManagerKey(name, source);
      return;
    }
    Shape shape = PoolKeys.shape(name.getElement(3, Form.ORIGINAL));
    if (shape == null || !allows(shape, name, 4)) {
      throw unknown(name, source, name.getElement(3, Form.ORIGINAL), 3, PoolKeys.names());
    }
    if (top.equals(CONFIGS) && isSame(name.getElement(3, Form.ORIGINAL), PoolKeys.BASE_CONFIG)) {
      throw invalid(
          name, source, "a configuration can't start from another one", "Set base-config on the pools that need it.");
    }
  }

  private void readManagerKey(ConfigurationPropertyName name, ConfigurationPropertySource source) {
    if (ManagerKeys.isObject(name)) {
      addObject(name.getElement(2, Form.ORIGINAL), new Named(name.getElement(4, Form.ORIGINAL), name.chop(5), false));
    }
    if (ManagerKeys.isOwner(name)) {
      requireBlank(name, source, "settings");
      return;
    }
    ManagerKeys.Misspelt wrong = ManagerKeys.misspelt(name);
    if (wrong != null) {
      int position = wrong.position();
      throw unknown(name, source, name.getElement(position, Form.ORIGINAL), position, wrong.known());
    }
  }

  /** The first reading of a variable as section, name, known key and the rest of the key decides. */
  private void readVariable(ConfigurationPropertyName name, ConfigurationPropertySource source) {
    String top = name.getElement(1, Form.UNIFORM);
    int elements = name.getNumberOfElements();
    if (!isSection(top) || elements < 4) {
      return;
    }
    if (top.equals(MANAGERS)) {
      readManagerVariable(name, source);
      return;
    }
    for (int from = 3; from < elements; from++) {
      for (int to = from + 1; to <= elements; to++) {
        Shape shape = PoolKeys.shape(join(name, from, to, ""));
        if (shape != null && allows(shape, name, to)) {
          String pool = join(name, 2, from, "-");
          add(top, new Named(pool, ROOT.append(top).append(pool), true));
          variables.add(new Variable(name, top, PoolKeys.uniform(pool), key(join(name, from, to, ""), name, to)));
          return;
        }
      }
    }
    throw unknown(name, source, join(name, 3, elements, "-"), 3, PoolKeys.names());
  }

  private void readManagerVariable(ConfigurationPropertyName name, ConfigurationPropertySource source) {
    int elements = name.getNumberOfElements();
    for (int from = 3; from < elements; from++) {
      String key = ManagerKeys.ofVariable(name, from);
      if (key != null) {
        String manager = join(name, 2, from, "-");
        ConfigurationPropertyName prefix = ROOT.append(MANAGERS).append(manager);
        add(MANAGERS, new Named(manager, prefix, true));
        ConfigurationPropertyName meant = prefix.append(key);
        if (ManagerKeys.isObject(meant)) {
          addObject(manager, new Named(meant.getElement(4, Form.ORIGINAL), meant.chop(5), true));
        }
        variables.add(new Variable(name, MANAGERS, PoolKeys.uniform(manager), key));
        return;
      }
    }
    throw unknown(name, source, join(name, 3, elements, "-"), 3, ManagerKeys.names());
  }

  private static String key(String known, ConfigurationPropertyName name, int to) {
    String rest = join(name, to, name.getNumberOfElements(), ".");
    boolean position = to < name.getNumberOfElements() && name.isNumericIndex(to);
    return rest.isEmpty() ? known : position ? known + "[" + rest + "]" : known + "." + rest;
  }

  /**
   * What the environment variables mean, by the names of keys. Binding by itself finds a variable only if it drops
   * all dashes of its key, or replaces all of them.
   */
  Map<ConfigurationPropertyName, ConfigurationPropertyName> variables() {
    Map<ConfigurationPropertyName, ConfigurationPropertyName> meant = new LinkedHashMap<>();
    for (Variable variable : variables) {
      Named named = section(variable.section()).get(variable.owner());
      if (named != null) {
        meant.put(named.prefix().append(variable.key()), variable.name());
      }
    }
    return meant;
  }

  /** Keeps the first spelling of a name that isn't a variable's, because a variable has no case and no dashes. */
  private void add(String section, Named named) {
    section(section).merge(PoolKeys.uniform(named.name()), named, KeyScan::better);
  }

  private void addObject(String manager, Named object) {
    objects
        .computeIfAbsent(PoolKeys.uniform(manager), any -> new LinkedHashMap<>())
        .merge(PoolKeys.uniform(object.name()), object, KeyScan::better);
  }

  private static Named better(Named old, Named other) {
    return old.fromVariable() ? other : old;
  }

  static boolean allows(Shape shape, ConfigurationPropertyName name, int from) {
    int rest = name.getNumberOfElements() - from;
    switch (shape) {
      case SCALAR:
        return rest == 0;
      case LIST:
        return rest == 0 || rest == 1 && name.isNumericIndex(from);
      case MAP:
        return true;
      default:
        throw new AssertionError(shape);
    }
  }

  private static boolean isSection(String name) {
    return name.equals(POOLS) || name.equals(CONFIGS) || name.equals(MANAGERS);
  }

  private static boolean isSame(String name, String other) {
    return PoolKeys.uniform(name).equals(PoolKeys.uniform(other));
  }

  /**
   * Whether this may be a setting of the library itself, such as {@code multiprocessing.run-directory}: it reads these
   * from system properties, because it needs them before there is an application.
   */
  private static boolean isOfTheCore(String name, ConfigurationPropertySource source) {
    Object underlying = source.getUnderlyingSource();
    return underlying instanceof PropertySource
        && ((PropertySource<?>) underlying).getName().equals(SYSTEM_PROPERTIES)
        && PoolKeys.nearest(name, TOP_LEVEL).isEmpty();
  }

  private static String join(ConfigurationPropertyName name, int from, int to, String separator) {
    return IntStream.range(from, to)
        .mapToObj(i -> name.getElement(i, Form.DASHED))
        .collect(Collectors.joining(separator));
  }

  private static void requireBlank(
      ConfigurationPropertyName name, ConfigurationPropertySource source, String expected) {
    ConfigurationProperty property = source.getConfigurationProperty(name);
    if (property != null && !String.valueOf(property.getValue()).isBlank()) {
      throw invalid(
          name, source, "a single value stands where " + expected + " belong", "Give " + expected + " below it.");
    }
  }

  private static InvalidPropertyException unknown(
      ConfigurationPropertyName name,
      ConfigurationPropertySource source,
      String misspelt,
      int position,
      Iterable<String> known) {
    List<String> names = new ArrayList<>();
    known.forEach(names::add);
    String mend =
        PoolKeys.nearest(misspelt, names)
            .map(nearest -> "Did you mean " + name.chop(position) + "." + nearest + "?")
            .orElse("Remove it, or use one of: " + String.join(", ", names) + ".");
    return invalid(name, source, "there is no setting '" + misspelt + "'", mend);
  }

  private static InvalidPropertyException invalid(
      ConfigurationPropertyName name, ConfigurationPropertySource source, String reason, String mend) {
    ConfigurationProperty property = source.getConfigurationProperty(name);
    return new InvalidPropertyException(
        name.toString(),
        property == null ? "" : ManagerKeys.shown(name, property.getValue()),
        property == null ? null : property.getOrigin(),
        reason,
        mend,
        null);
  }
}
