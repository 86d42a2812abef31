package io.multiprocessing.spring.offload;

import java.io.Serial;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Advises beans with offloaded methods. It comes last and adds its advice innermost, so that caching, retries and
 * asynchronous execution act in the application, around the call to the worker; the other way round they would act in
 * the worker, or not at all.
 *
 * <p>Unlike the processors in whose style it is, it makes an advisor for each bean, because the bean's name has to
 * travel.
 */
final class OffloadBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
    implements MergedBeanDefinitionPostProcessor {

  @Serial private static final long serialVersionUID = 1L;

  private final transient OffloadMethods methods;
  private final transient ObjectProvider<OffloadOperations> operations;
  private final transient OffloadPointcut pointcut;
  /** The superclass adds this one to every bean; it is replaced by the bean's own at once. */
  private final transient Advisor shared;

  OffloadBeanPostProcessor(OffloadMethods methods, ObjectProvider<OffloadOperations> operations) {
    this.methods = methods;
    this.operations = operations;
    this.pointcut = new OffloadPointcut(methods);
    this.shared = advisor("");
    this.advisor = shared;
    setProxyTargetClass(true);
  }

  /**
   * Does nothing. Processors of this kind come after all others; among the others none could be sure to be the last one
   * that appends its advice, method validation for instance, which would then stand behind this one and never act.
   */
  @Override
  public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String beanName) {}

  /** The rules come first, because a final class would fail the making of its proxy with less to go by. */
  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    Class<?> targetClass = AopUtils.getTargetClass(bean);
    if (bean instanceof AopInfrastructureBean || methods.of(targetClass).isEmpty()) {
      return bean;
    }
    OffloadRules.check(ClassUtils.getUserClass(targetClass), methods.of(targetClass).keySet());
    Object advised = super.postProcessAfterInitialization(bean, beanName);
    if (advised instanceof Advised) {
      ((Advised) advised).replaceAdvisor(shared, advisor(beanName));
    }
    return advised;
  }

  private Advisor advisor(String beanName) {
    return new DefaultPointcutAdvisor(pointcut, new OffloadInterceptor(beanName, methods, operations));
  }

  private static final class OffloadPointcut extends StaticMethodMatcherPointcut {

    private final OffloadMethods methods;

    OffloadPointcut(OffloadMethods methods) {
      this.methods = methods;
    }

    @Override
    public boolean matches(Method method, @Nullable Class<?> targetClass) {
      return methods.find(method, targetClass == null ? method.getDeclaringClass() : targetClass) != null;
    }
  }
}
