package io.multiprocessing.spring.worker;

import java.util.Map;

/** What is switched off in a worker whatever the application says, because it belongs to the application alone. */
final class WorkerOverrides {

  /** Keys above every other source of the worker's environment. */
  static final Map<String, Object> PROPERTIES =
      Map.ofEntries(
          // A worker never makes pools; its @Offload methods run where they are called.
          Map.entry("multiprocessing.enabled", "false"),
          // The kind of application: what SpringApplication's own setters say may be overruled by properties, these
          // may not.
          Map.entry("spring.main.web-application-type", "none"),
          Map.entry("spring.main.lazy-initialization", "true"),
          Map.entry("spring.main.register-shutdown-hook", "false"),
          Map.entry("spring.main.keep-alive", "false"),
          Map.entry("spring.main.banner-mode", "off"),
          Map.entry("spring.main.log-startup-info", "false"),
          // Output goes to the application's log line by line, which says when and who; files are the application's.
          Map.entry("logging.pattern.console", "%p %c : %m%n%wEx"),
          Map.entry("logging.file.name", ""),
          Map.entry("logging.file.path", ""),
          Map.entry("spring.output.ansi.enabled", "never"),
          // Changes of the database's shape happen once.
          Map.entry("spring.flyway.enabled", "false"),
          Map.entry("spring.liquibase.enabled", "false"),
          Map.entry("spring.sql.init.mode", "never"),
          Map.entry("spring.jpa.hibernate.ddl-auto", "none"),
          Map.entry("spring.batch.job.enabled", "false"),
          // Consumers and schedules, beside the life cycle that isn't started.
          Map.entry("spring.kafka.listener.auto-startup", "false"),
          Map.entry("spring.rabbitmq.listener.simple.auto-startup", "false"),
          Map.entry("spring.rabbitmq.listener.direct.auto-startup", "false"),
          Map.entry("spring.jms.listener.auto-startup", "false"),
          Map.entry("spring.pulsar.listener.auto-startup", "false"),
          Map.entry("spring.quartz.auto-startup", "false"),
          // Ports, and what talks to the outside about this process.
          Map.entry("server.port", "-1"),
          Map.entry("management.server.port", "-1"),
          Map.entry("spring.jmx.enabled", "false"),
          Map.entry("spring.application.admin.enabled", "false"),
          Map.entry("management.defaults.metrics.export.enabled", "false"),
          Map.entry("spring.docker.compose.enabled", "false"),
          Map.entry("spring.devtools.restart.enabled", "false"),
          Map.entry("spring.devtools.livereload.enabled", "false"),
          Map.entry("spring.devtools.add-properties", "false"));

  private WorkerOverrides() {}

  /** Devtools looks at system properties, and does so before there is an environment. */
  static void setSystemProperties() {
    System.setProperty("spring.devtools.restart.enabled", "false");
  }
}
