package io.multiprocessing.spring.manager;

import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.SyncManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;

/** Makes the managers of the properties and their shared objects, in the application and in its workers. */
public final class ManagerAssembler {

  public static final String BEAN_NAME = "multiprocessingManagerAssembler";

  static final String CREATE = "create";
  static final String CREATE_OBJECT = "createObject";

  private final List<ManagerPlan> plans;
  private final ConfigurableListableBeanFactory factory;

  public ManagerAssembler(List<ManagerPlan> plans, ConfigurableListableBeanFactory factory) {
    this.plans = List.copyOf(plans);
    this.factory = factory;
  }

  /** Called by the bean definition of each manager. */
  ApplicationManager create(String name) {
    return new ApplicationManager(new LivingManager(plan(name), () -> types(name), bundle -> sslContext(name, bundle)));
  }

  /** Called by the bean definition of each shared object. */
  Object createObject(String manager, String name) {
    SharedObjectProperties settings =
        Objects.requireNonNull(plan(manager).settings().getObjects().get(name), "settings of " + name);
    return SharedObjectBean.create(name, settings, () -> factory.getBean(manager, SyncManager.class));
  }

  /**
   * What workers have to know. Starts the managers, because they choose their addresses then.
   */
  public List<ManagerPlan> plansForWorkers() {
    List<ManagerPlan> all = new ArrayList<>();
    for (ManagerPlan plan : plans) {
      Object bean = factory.getBean(plan.name());
      if (bean instanceof ApplicationManager) { // not one that the application defines itself, and so do its workers
        all.add(plan.forWorker(((ApplicationManager) bean).address()));
      }
    }
    return all;
  }

  private ManagerPlan plan(String name) {
    return plans.stream()
        .filter(plan -> plan.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the application has no manager of this name: manager=" + name));
  }

  /** A type whose bean has the qualifier or the name of some managers is theirs, any other is everybody's. */
  private List<ManagedType<?>> types(String manager) {
    Set<String> managers = plans.stream().map(ManagerPlan::name).collect(Collectors.toSet());
    List<ManagedType<?>> types = new ArrayList<>();
    for (String bean : factory.getBeanNamesForType(ManagedType.class)) {
      boolean mine = BeanFactoryAnnotationUtils.isQualifierMatch(manager::equals, bean, factory);
      if (mine || !BeanFactoryAnnotationUtils.isQualifierMatch(managers::contains, bean, factory)) {
        types.add(factory.getBean(bean, ManagedType.class));
      }
    }
    return types;
  }

  private SSLContext sslContext(String manager, String bundle) {
    String key = "multiprocessing.managers." + manager + ".ssl.bundle=" + bundle;
    SslBundles bundles = factory.getBeanProvider(SslBundles.class).getIfAvailable();
    if (bundles == null) {
      throw new ManagerException(
          "there are no SSL bundles here; in a worker with worker-context=sources, add SslAutoConfiguration to the"
              + " sources: " + key);
    }
    try {
      return bundles.getBundle(bundle).createSslContext();
    } catch (NoSuchSslBundleException e) {
      throw new ManagerException("there is no SSL bundle of this name: " + key + "; define it under spring.ssl.bundle", e);
    } catch (IllegalStateException e) {
      throw new ManagerException("the SSL bundle can't be used, " + e.getMessage() + ": " + key, e);
    }
  }
}
