package io.multiprocessing.spring.offload;

import io.multiprocessing.sync.InterProcessObject;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;

/** What an offloaded method has to be like, as far as its declaration tells. */
final class OffloadRules {

  private static final String LIVE = "Something that is bound to this process can't travel.";

  /** Types that can't come back from a worker or go to one, with the mend; by name, as most may be missing. */
  private static final Map<String, String> CANNOT_TRAVEL =
      Map.ofEntries(
          Map.entry("java.io.InputStream", "Use a byte[], or a Path that both processes can read."),
          Map.entry("java.io.OutputStream", "Return a byte[], or write to a Path."),
          Map.entry("java.io.Reader", "Use a String, or a Path that both processes can read."),
          Map.entry("java.io.Writer", "Return a String, or write to a Path."),
          Map.entry("java.nio.channels.Channel", "Use a byte[] or a Path."),
          Map.entry("java.net.Socket", LIVE),
          Map.entry("java.util.stream.BaseStream", "Use a List."),
          Map.entry("java.util.Iterator", "Use a List."),
          Map.entry("java.util.Spliterator", "Use a List."),
          Map.entry("java.util.concurrent.Flow$Publisher", "Use a List, or a CompletableFuture of one."),
          Map.entry("org.reactivestreams.Publisher", "Use a value, a List, or a CompletableFuture of one."),
          Map.entry("kotlin.coroutines.Continuation", "Make it a plain function instead of a suspending one."),
          Map.entry("kotlinx.coroutines.flow.Flow", "Use a List."),
          Map.entry("java.lang.Thread", LIVE),
          Map.entry("java.util.concurrent.Executor", LIVE),
          Map.entry("java.util.concurrent.locks.Lock", LIVE),
          Map.entry("java.sql.Connection", LIVE),
          Map.entry("java.sql.ResultSet", "Read the rows first and pass them."),
          Map.entry("javax.sql.DataSource", "Inject it into the bean: the worker's bean has its own."),
          Map.entry("jakarta.persistence.EntityManager", "Inject it into the bean: the worker's bean has its own."),
          Map.entry("jakarta.servlet.ServletRequest", "Read what is needed from the request and pass that."),
          Map.entry("jakarta.servlet.ServletResponse", "Return the data and write the response in the caller."),
          Map.entry("jakarta.servlet.http.HttpSession", "Read what is needed from the session and pass that."),
          Map.entry("jakarta.servlet.http.Part", "Pass the part's bytes, or a Path it was saved to."),
          Map.entry("org.springframework.web.multipart.MultipartFile", "Pass getBytes(), or a Path it was saved to."),
          Map.entry("org.springframework.web.context.request.WebRequest", "Read what is needed and pass that."),
          Map.entry("org.springframework.http.server.reactive.ServerHttpRequest", "Read what is needed and pass that."),
          Map.entry("org.springframework.core.io.buffer.DataBuffer", "Pass a byte[]."),
          Map.entry("org.springframework.ui.Model", "Return the data and fill the model in the caller."),
          Map.entry("org.springframework.validation.Errors", "Return the findings and add them in the caller."),
          Map.entry("org.springframework.beans.factory.BeanFactory", "Inject it: the worker's bean has its own."),
          Map.entry("io.multiprocessing.pool.Pool", "Submit from the application itself: workers have no pools."));

  private static final String[] TRANSACTIONAL = {
    "org.springframework.transaction.annotation.Transactional", "jakarta.transaction.Transactional"
  };

  private OffloadRules() {}

  /**
   * @throws OffloadDefinitionException if one of the methods can't be offloaded
   */
  static void check(Class<?> type, Iterable<Method> methods) {
    for (Method method : methods) {
      checkPlace(type, method);
      checkReturn(type, method);
      checkParameters(type, method);
      checkTransaction(type, method);
    }
  }

  private static void checkPlace(Class<?> type, Method method) {
    int modifiers = method.getModifiers();
    refuse(Modifier.isStatic(modifiers), type, method, "a static method has no bean", "Make it an instance method.");
    refuse(Modifier.isPrivate(modifiers), type, method,
        "a private method is not called through the bean's proxy", "Make it public.");
    refuse(Modifier.isFinal(modifiers), type, method,
        "a final method is not called through the bean's proxy", "Remove 'final'.");
    refuse(!type.isInterface() && Modifier.isFinal(type.getModifiers()), type, method,
        "a final class can't have a proxy", "Remove 'final' from the class (in Kotlin: make it open).");
  }

  private static void checkReturn(Class<?> type, Method method) {
    Class<?> returned = method.getReturnType();
    if (Future.class.isAssignableFrom(returned) || CompletionStage.class.isAssignableFrom(returned)) {
      refuse(!isSupportedFuture(returned), type, method,
          "a " + returned.getSimpleName() + " can't be returned",
          "Return a CompletableFuture, CompletionStage or Future.");
      returned = ResolvableType.forMethodReturnType(method, type).getGeneric(0).resolve(Object.class);
    }
    String mend = mend(returned);
    refuse(mend != null, type, method, "a " + returned.getSimpleName() + " can't come back from a worker", mend);
  }

  private static void checkParameters(Class<?> type, Method method) {
    for (Class<?> parameter : method.getParameterTypes()) {
      String mend = mend(parameter);
      refuse(mend != null, type, method, "a " + parameter.getSimpleName() + " can't travel to a worker", mend);
    }
  }

  private static void checkTransaction(Class<?> type, Method method) {
    MergedAnnotations ofMethod = MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY);
    MergedAnnotations ofClass = MergedAnnotations.from(type, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY);
    boolean transactional =
        Stream.of(TRANSACTIONAL).anyMatch(name -> ofMethod.isPresent(name) || ofClass.isPresent(name));
    refuse(transactional, type, method,
        "the method is @Transactional too, and a transaction can't follow it into a worker",
        "Begin the transaction in a bean that the method calls in the worker, or in the caller around the result.");
  }

  static boolean returnsFuture(Method method) {
    return isSupportedFuture(method.getReturnType());
  }

  private static boolean isSupportedFuture(Class<?> type) {
    return type == CompletableFuture.class || type == CompletionStage.class || type == Future.class;
  }

  /** What to use instead of a type that can't travel, or null if it may. Arrays are judged by what they hold. */
  private static @Nullable String mend(Class<?> type) {
    Class<?> held = type;
    while (held.isArray()) {
      held = held.getComponentType();
    }
    return mendOf(held);
  }

  private static @Nullable String mendOf(@Nullable Class<?> type) {
    if (type == null || InterProcessObject.class.isAssignableFrom(type)) {
      return null; // an InterProcessLock is a Lock, but one that processes share
    }
    String mend = CANNOT_TRAVEL.get(type.getName());
    for (Class<?> implemented : type.getInterfaces()) {
      mend = mend == null ? mendOf(implemented) : mend;
    }
    return mend == null ? mendOf(type.getSuperclass()) : mend;
  }

  private static void refuse(boolean broken, Class<?> type, Method method, String reason, @Nullable String mend) {
    if (broken) {
      throw new OffloadDefinitionException(
          OffloadDefinitionException.place(type, method), reason, String.valueOf(mend), null);
    }
  }
}
