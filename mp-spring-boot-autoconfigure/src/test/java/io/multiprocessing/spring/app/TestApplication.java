package io.multiprocessing.spring.app;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Notes everything that happens by itself in an application. */
@SpringBootApplication
@EnableScheduling
@EnableCaching
@EnableAsync
@EnableResilientMethods
public class TestApplication {

  /** What happened by itself in this process. */
  static final List<String> happened = new CopyOnWriteArrayList<>();

  public static void main(String[] args) {
    happened.add("main");
    SpringApplication.run(TestApplication.class, args);
    happened.add("main went on");
  }

  @Bean
  ApplicationRunner runner() {
    return arguments -> happened.add("runner");
  }

  @EventListener
  void started(ApplicationStartedEvent event) {
    happened.add("started event");
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    happened.add("ready event");
  }

  @Scheduled(fixedRate = 20)
  void scheduled() {
    happened.add("schedule");
  }

  @Bean
  CacheManager cacheManager() {
    return new ConcurrentMapCacheManager();
  }

  @Bean
  Consumer consumer() {
    return new Consumer();
  }

  /** A listener container, as far as its life cycle goes. */
  static final class Consumer implements SmartLifecycle {

    private volatile boolean running;

    @Override
    public void start() {
      happened.add("consumer");
      running = true;
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }
}
