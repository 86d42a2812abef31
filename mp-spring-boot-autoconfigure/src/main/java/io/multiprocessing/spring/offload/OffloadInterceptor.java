package io.multiprocessing.spring.offload;

import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/** Sends a bean's offloaded calls to a worker instead of going on to the bean. */
final class OffloadInterceptor implements MethodInterceptor {

  private final String bean;
  private final OffloadMethods methods;
  private final ObjectProvider<OffloadOperations> operations;

  OffloadInterceptor(String bean, OffloadMethods methods, ObjectProvider<OffloadOperations> operations) {
    this.bean = bean;
    this.methods = methods;
    this.operations = operations;
  }

  @Override
  public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
    Object target = invocation.getThis();
    Class<?> type =
        ClassUtils.getUserClass(
            target == null ? invocation.getMethod().getDeclaringClass() : AopUtils.getTargetClass(target));
    Offload offload = methods.find(invocation.getMethod(), type);
    if (offload == null) {
      return invocation.proceed();
    }
    Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), type);
    return operations.getObject().get(bean, type, method, offload).call(invocation.getArguments());
  }
}
