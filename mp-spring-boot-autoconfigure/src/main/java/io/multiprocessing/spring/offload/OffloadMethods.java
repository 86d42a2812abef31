package io.multiprocessing.spring.offload;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds the methods of a class that are to be offloaded, with the annotation that says so. */
final class OffloadMethods {

  /** Methods that the container calls, which a class-level annotation isn't meant for. */
  private static final String[] CALLED_BY_THE_CONTAINER = {
    "org.springframework.beans.factory.annotation.Autowired",
    "org.springframework.context.annotation.Bean",
    "org.springframework.context.event.EventListener",
    "org.springframework.scheduling.annotation.Scheduled",
    "jakarta.annotation.PostConstruct",
    "jakarta.annotation.PreDestroy",
    "jakarta.inject.Inject"
  };

  private final Map<Class<?>, Map<Method, Offload>> found = new ConcurrentHashMap<>();

  /** The annotation that applies when {@code method} is called on an object of {@code targetClass}, or null. */
  @Nullable Offload find(Method method, Class<?> targetClass) {
    Map<Method, Offload> methods = of(targetClass);
    return methods.isEmpty() ? null : methods.get(AopUtils.getMostSpecificMethod(method, userClass(targetClass)));
  }

  /** All methods of a class that are to be offloaded, also those that can't be; empty for most classes. */
  Map<Method, Offload> of(Class<?> targetClass) {
    return found.computeIfAbsent(userClass(targetClass), OffloadMethods::search);
  }

  private static Class<?> userClass(Class<?> targetClass) {
    return ClassUtils.getUserClass(targetClass);
  }

  private static Map<Method, Offload> search(Class<?> type) {
    if (!AnnotationUtils.isCandidateClass(type, Offload.class) || isOfSpring(type)) {
      return Map.of();
    }
    Offload ofClass = AnnotatedElementUtils.findMergedAnnotation(type, Offload.class);
    MethodIntrospector.MetadataLookup<Offload> lookup = method -> annotation(method, type, ofClass);
    return Map.copyOf(MethodIntrospector.selectMethods(type, lookup));
  }

  private static boolean isOfSpring(Class<?> type) {
    return type.getName().startsWith("org.springframework.")
        && !AnnotatedElementUtils.isAnnotated(type, Component.class);
  }

  private static boolean isOfTheContainer(Class<?> declared) {
    return declared == AutoCloseable.class || declared.getName().startsWith("org.springframework.");
  }

  private static @Nullable Offload annotation(Method method, Class<?> type, @Nullable Offload ofClass) {
    Offload own = AnnotatedElementUtils.findMergedAnnotation(method, Offload.class);
    return own == null && ofClass != null && isMeantByClass(method, type) ? ofClass : own;
  }

  private static boolean isMeantByClass(Method method, Class<?> type) {
    int modifiers = method.getModifiers();
    if (!Modifier.isPublic(modifiers) || Modifier.isStatic(modifiers) || ReflectionUtils.isObjectMethod(method)) {
      return false;
    }
    MergedAnnotations annotations = MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY);
    return Stream.of(CALLED_BY_THE_CONTAINER).noneMatch(annotations::isPresent)
        && Stream.of(ClassUtils.getAllInterfacesForClass(type))
            .filter(OffloadMethods::isOfTheContainer)
            .noneMatch(declared -> ClassUtils.hasMethod(declared, method.getName(), method.getParameterTypes()));
  }
}
