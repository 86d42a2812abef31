package io.multiprocessing.sample.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** A test of the whole service with real workers. All such tests share one service, as its users do. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
    "sample.max-upload=1MB", "sample.max-viewers=3", "sample.heartbeat=100ms",
    "sample.batch-pause=0s"})
@Timeout(60)
@interface WebServiceTest {}
