package io.multiprocessing.spring.worker;

import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Notes in each new application context where it comes from. */
final class ApplicationOriginListener implements ApplicationListener<ApplicationContextInitializedEvent> {

  @Override
  public void onApplicationEvent(ApplicationContextInitializedEvent event) {
    event
        .getApplicationContext()
        .getBeanFactory()
        .registerSingleton(
            ApplicationOrigin.class.getName(), ApplicationOrigin.of(event.getSpringApplication(), event.getArgs()));
  }
}
