package io.multiprocessing.spring.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiprocessing.queue.InterProcessQueue;
import io.multiprocessing.spring.FakePools;
import io.multiprocessing.spring.PoolFactory;
import io.multiprocessing.spring.ProcessPoolsAutoConfiguration;
import io.multiprocessing.sync.InterProcessLock;
import io.multiprocessing.sync.InterProcessReentrantLock;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.multipart.MultipartFile;

class OffloadRulesTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(ProcessPoolsAutoConfiguration.class, OffloadAutoConfiguration.class))
          .withBean(PoolFactory.class, FakePools::new)
          .withPropertyValues(
              "multiprocessing.pools.docs.processes=1",
              "multiprocessing.pools.bare.worker-context=none",
              "multiprocessing.default-pool=docs");

  static List<Arguments> offences() {
    return List.of(
        Arguments.of(PrivateMethod.class, "work()", "private method", "public"),
        Arguments.of(FinalMethod.class, "work()", "final method", "final"),
        Arguments.of(StaticMethod.class, "work()", "static method", "instance method"),
        Arguments.of(FinalClass.class, "work()", "final class", "final"),
        Arguments.of(ReturnsStream.class, "work()", "a Stream can't come back", "List"),
        Arguments.of(ReturnsIterator.class, "work()", "a Iterator can't come back", "List"),
        Arguments.of(ReturnsInputStream.class, "work()", "a InputStream can't come back", "byte[]"),
        Arguments.of(ReturnsPublisher.class, "work()", "a Publisher can't come back", "List"),
        Arguments.of(ReturnsFutureOfStream.class, "work()", "a Stream can't come back", "List"),
        Arguments.of(ReturnsOtherFuture.class, "work()", "a ScheduledFuture can't be returned", "CompletableFuture"),
        Arguments.of(TakesInputStream.class, "work(InputStream)", "a InputStream can't travel", "byte[]"),
        Arguments.of(TakesRequest.class, "work(HttpServletRequest)", "can't travel", "pass that"),
        Arguments.of(TakesFiles.class, "work(MultipartFile[])", "can't travel", "getBytes()"),
        Arguments.of(UnknownPool.class, "work()", "no pool named 'dosc'", "Name a pool"),
        Arguments.of(BarePool.class, "work()", "the workers of pool 'bare' have no beans", "worker-context"),
        Arguments.of(BadTimeout.class, "work()", "timeout = \"soon\"", "such as 30s"),
        Arguments.of(ZeroTimeout.class, "work()", "timeout = \"0s\"", "longer than zero"),
        Arguments.of(NegativeRetries.class, "work()", "retries = -1", "0 or more"),
        Arguments.of(NoPlaceholder.class, "work()", "placeholder without a value", "${key:default}"),
        Arguments.of(InTransaction.class, "work()", "@Transactional", "transaction"),
        Arguments.of(InTransactionByClass.class, "work()", "@Transactional", "transaction"),
        Arguments.of(ClassLevelStream.class, "work()", "a Stream can't come back", "List"));
  }

  @ParameterizedTest
  @MethodSource("offences")
  void refusesAtTheStart(Class<?> type, String method, String reason, String mend) {
    FailureAnalysis analysis = failure(type, false);
    assertThat(analysis.getDescription()).contains(type.getName() + "." + method).contains(reason);
    assertThat(analysis.getAction()).contains(mend);
  }

  /** What processes share may go to a worker, also where it implements what can't. */
  static class SharesWithItsWorker {
    @Offload
    public void work(InterProcessLock lock, InterProcessReentrantLock reentrant, InterProcessQueue<String> queue) {}
  }

  @Test
  void takesWhatProcessesShareAlsoALock() {
    runner.withBean(SharesWithItsWorker.class).run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void refusesALazyBeanAtTheStartToo() {
    assertThat(failure(PrivateMethod.class, true).getDescription()).contains("private method");
  }

  @Test
  void refusesAScopeThatAWorkerDoesNotHave() {
    runner
        .withInitializer(
            context -> {
              BeanDefinition definition = new RootBeanDefinition(Fine.class);
              definition.setScope("request");
              ((GenericApplicationContext) context).registerBeanDefinition("scoped", definition);
            })
        .run(
            context ->
                assertThat(context).getFailure().hasMessageContaining("a worker has no scope 'request'"));
  }

  @Test
  void withoutAnyPoolItSaysHowToDefineOne() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(ProcessPoolsAutoConfiguration.class, OffloadAutoConfiguration.class))
        .withBean(Fine.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("no pools are defined")
                    .hasMessageContaining("multiprocessing.pools.default.processes=2"));
  }

  private FailureAnalysis failure(Class<?> type, boolean lazy) {
    FailureAnalysis[] found = new FailureAnalysis[1];
    runner
        .withInitializer(
            context -> {
              RootBeanDefinition definition = new RootBeanDefinition(type);
              definition.setLazyInit(lazy);
              ((GenericApplicationContext) context).registerBeanDefinition("offender", definition);
            })
        .run(
            context -> {
              assertThat(context).hasFailed();
              found[0] = new OffloadDefinitionFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(found[0]).as("analysis of %s", context.getStartupFailure()).isNotNull();
            });
    return found[0];
  }

  static class Fine {
    @Offload
    public void work() {}
  }

  static class PrivateMethod {
    @Offload
    private void work() {}
  }

  static class FinalMethod {
    @Offload
    public final void work() {}
  }

  static class StaticMethod {
    @Offload
    public static void work() {}
  }

  static final class FinalClass {
    @Offload
    public void work() {}
  }

  static class ReturnsStream {
    @Offload
    public Stream<String> work() {
      return Stream.of();
    }
  }

  static class ReturnsIterator {
    @Offload
    public Iterator<String> work() {
      return List.<String>of().iterator();
    }
  }

  static class ReturnsInputStream {
    @Offload
    public InputStream work() {
      return InputStream.nullInputStream();
    }
  }

  static class ReturnsPublisher {
    @Offload
    public Flow.Publisher<String> work() {
      return subscriber -> {};
    }
  }

  static class ReturnsFutureOfStream {
    @Offload
    public CompletableFuture<Stream<String>> work() {
      return CompletableFuture.completedFuture(Stream.of());
    }
  }

  static class ReturnsOtherFuture {
    @Offload
    public ScheduledFuture<String> work() {
      throw new UnsupportedOperationException();
    }
  }

  static class TakesInputStream {
    @Offload
    public void work(InputStream in) {}
  }

  static class TakesRequest {
    @Offload
    public void work(HttpServletRequest request) {}
  }

  static class TakesFiles {
    @Offload
    public void work(MultipartFile[] files) {}
  }

  static class UnknownPool {
    @Offload(pool = "dosc")
    public void work() {}
  }

  static class BarePool {
    @Offload(pool = "bare")
    public void work() {}
  }

  static class BadTimeout {
    @Offload(timeout = "soon")
    public void work() {}
  }

  static class ZeroTimeout {
    @Offload(timeout = "0s")
    public void work() {}
  }

  static class NegativeRetries {
    @Offload(retries = -1)
    public void work() {}
  }

  static class NoPlaceholder {
    @Offload(pool = "${no.such.key}")
    public void work() {}
  }

  static class InTransaction {
    @Offload
    @Transactional
    public void work() {}
  }

  @Transactional
  static class InTransactionByClass {
    @Offload
    public void work() {}
  }

  @Offload
  static class ClassLevelStream {
    public Stream<String> work() {
      return Stream.of();
    }
  }
}
