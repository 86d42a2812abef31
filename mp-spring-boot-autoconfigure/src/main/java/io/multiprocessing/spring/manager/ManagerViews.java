package io.multiprocessing.spring.manager;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Looks at the managers of the properties, for health, meters and the endpoint. Starts none. Safe for several threads.
 */
public final class ManagerViews {

  private final ListableBeanFactory factory;
  private final Map<String, ManagerProbe> probes = new LinkedHashMap<>(); // guarded by itself

  public ManagerViews(ListableBeanFactory factory) {
    this.factory = factory;
  }

  public List<String> names() {
    return List.of(factory.getBeanNamesForType(ApplicationManager.class, true, false));
  }

  /** All managers. Blocks for a short time if one doesn't answer. */
  public List<ManagerView> all() {
    List<ManagerView> all = new ArrayList<>();
    names().forEach(name -> all.add(view(name)));
    return all;
  }

  /**
   * One of {@link #names()}. Blocks for a short time if it doesn't answer.
   */
  public ManagerView view(String name) {
    ManagerProbe probe;
    synchronized (probes) {
      probe = probes.computeIfAbsent(
          name, any -> new ManagerProbe(factory.getBean(name, ApplicationManager.class).living()));
    }
    return probe.view();
  }
}
