package io.multiprocessing.spring.minimal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.multiprocessing.spring.offload.Offload;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What a person reads when an application doesn't start. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

  @Test
  void aMisspeltKeyIsNamedWithTheOneThatWasMeant(CapturedOutput output) {
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> run(Nothing.class, "--multiprocessing.pools.jobs.procesess=4"));
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("There is no setting 'procesess'")
        .contains("Property: multiprocessing.pools.jobs.procesess")
        .contains("Value: \"4\"")
        .contains("Origin: \"multiprocessing.pools.jobs.procesess\" from property source \"commandLineArgs\"")
        .contains("Did you mean multiprocessing.pools.jobs.processes?");
  }

  @Test
  void anOffloadThatCanNotWorkIsNamedWithTheMend(CapturedOutput output) {
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> run(Streams.class, "--multiprocessing.pools.jobs.processes=1"));
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("Method: " + Streams.class.getName() + ".lines()")
        .contains("Reason: a Stream can't come back from a worker")
        .contains("Use a List.");
  }

  private static void run(Class<?> source, String argument) {
    SpringApplication application = new SpringApplication(source);
    application.setRegisterShutdownHook(false);
    application.run("--spring.main.web-application-type=none", "--spring.main.banner-mode=off", argument).close();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Nothing {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Streams {

    @Offload
    public Stream<String> lines() {
      return Stream.of();
    }
  }
}
