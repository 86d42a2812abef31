package io.multiprocessing.sample.web;

import io.multiprocessing.sample.poison.Poison;
import io.multiprocessing.sample.web.DocumentController.Accepted;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the service is, what happens in it, and poison for it. */
@RestController
@RequestMapping("/api")
@ConditionalOnWebApplication
class ServiceController {

  private final WebProperties properties;
  private final PoolMonitor monitor;
  private final EventStream events;
  private final Intake intake;

  ServiceController(WebProperties properties, PoolMonitor monitor, EventStream events, Intake intake) {
    this.properties = properties;
    this.monitor = monitor;
    this.events = events;
    this.intake = intake;
  }

  @GetMapping("/service")
  ResponseEntity<About> about() {
    About about = new About(
        ProcessHandle.current().pid(),
        ManagementFactory.getRuntimeMXBean().getStartTime(),
        System.currentTimeMillis(),
        Runtime.version().feature(),
        monitor.hasWorkers(),
        properties.maxUpload().toBytes(),
        properties.poisonTimeout().toMillis(),
        Stream.of(Poison.values()).map(poison -> new PoisonView(poison.slug(), poison.title(), poison.what())).toList());
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(about);
  }

  @GetMapping("/events")
  ResponseEntity<SseEmitter> events() {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(events.connect());
  }

  @PostMapping("/poison/{slug}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Accepted poison(@PathVariable String slug) {
    Poison poison = Poison.bySlug(slug)
        .orElseThrow(() -> new RefusedException(HttpStatus.NOT_FOUND, "There is no poison of this name."));
    return new Accepted(List.of(intake.submit(poison)));
  }

  /**
   * The service.
   *
   * @param pid its process id
   * @param startedAt when it started, in milliseconds since the epoch
   * @param now its clock
   * @param java the JVM's feature version
   * @param workers whether worker processes do the work
   */
  record About(
      long pid,
      long startedAt,
      long now,
      int java,
      boolean workers,
      long maxUploadBytes,
      long poisonTimeoutMillis,
      List<PoisonView> poisons) {}

  /** A poison that the page may send. */
  record PoisonView(String slug, String title, String what) {}
}
