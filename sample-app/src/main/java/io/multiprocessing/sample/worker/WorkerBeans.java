package io.multiprocessing.sample.worker;

import io.multiprocessing.sample.poison.PoisonTaster;
import io.multiprocessing.sample.render.DocumentRenderer;
import io.multiprocessing.sample.statistics.Statistics;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/**
 * All that a worker needs of the application: the beans whose methods it runs. Without this, and {@code worker-sources}
 * in application.yml, a worker would have the whole application's beans, which works as well and takes longer to start.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan(basePackageClasses = {DocumentRenderer.class, PoisonTaster.class, Statistics.class})
class WorkerBeans {}
