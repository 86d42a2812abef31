package io.multiprocessing.sample.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sends every connected page the whole board, then what changes, as server-sent events. Each page has a thread, so a slow one
 * delays nobody, and no backlog: see {@link Board}. A page that reconnects is a new one and gets the whole board again.
 */
@Component
@ConditionalOnWebApplication
class EventStream {

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);
  private static final long NO_TIMEOUT = 0;

  private final Board board;
  private final int maxViewers;
  private final Duration heartbeat;
  private final AtomicInteger threadCount = new AtomicInteger();
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  EventStream(Board board, WebProperties properties) {
    this.board = board;
    this.maxViewers = properties.maxViewers();
    this.heartbeat = properties.heartbeat();
  }

  /**
   * Connects a page.
   *
   * @throws RefusedException if as many as may are connected, or the service is ending
   */
  SseEmitter connect() {
    if (closing) {
      throw RefusedException.busy("The service is ending.");
    }
    if (viewers.size() >= maxViewers) {
      throw RefusedException.busy("As many pages are open as the service takes at a time: " + maxViewers + ".");
    }
    Viewer viewer = new Viewer("events-" + threadCount.incrementAndGet());
    viewers.add(viewer);
    viewer.begin();
    return viewer.emitter;
  }

  int viewers() {
    return viewers.size();
  }

  /** Before the web server waits for its last requests: these would never end. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    closing = true;
    disconnectAll();
  }

  void disconnectAll() {
    viewers.forEach(Viewer::end);
  }

  /** A connected page. */
  private final class Viewer implements Runnable {

    private final SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    Viewer(String threadName) {
      thread = new Thread(this, threadName);
      thread.setDaemon(true);
    }

    void begin() {
      emitter.onCompletion(this::end);
      emitter.onError(error -> end());
      thread.start();
    }

    void end() {
      if (ended.compareAndSet(false, true)) {
        viewers.remove(this);
        thread.interrupt();
      }
    }

    @Override
    public void run() {
      try {
        BoardUpdate update = board.everything();
        send(update);
        long version = update.version();
        while (!ended.get()) {
          BoardUpdate next = board.awaitChange(version, heartbeat);
          if (next == null) {
            emitter.send(SseEmitter.event().comment("alive"));
          } else {
            send(next);
            version = next.version();
          }
        }
        emitter.complete();
      } catch (InterruptedException e) {
        emitter.complete();
      } catch (IOException | IllegalStateException e) {
        log.debug("A page is gone", e);
      } finally {
        end();
      }
    }

    private void send(BoardUpdate update) throws IOException {
      emitter.send(SseEmitter.event().name("board").data(update, MediaType.APPLICATION_JSON));
    }
  }
}
