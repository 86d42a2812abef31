package io.multiprocessing.sample.statistics;

import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagerException;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;

/**
 * Counts documents, pages and words by process. The map lives in the process of the manager {@code counts}; the
 * workers' beans of this class change it, the application's reads it.
 *
 * <p>A document is counted once, whole, when it is rendered: one {@code merge}, which is one step for everybody. So a
 * worker that is killed in the middle of a document has counted nothing of it, and the numbers always fit together.
 */
@Service
public class Statistics {

  private static final Logger log = LoggerFactory.getLogger(Statistics.class);
  private static final long LONG_GONE = 0;
  private static final int REMEMBERED_PROCESSES = 100;

  private final ManagedMap<Long, Tally> byPid;

  public Statistics(@Qualifier("work-by-process") ManagedMap<Long, Tally> byPid) {
    this.byPid = byPid;
  }

  /**
   * Counts a document that this process has rendered. If the manager is gone the count is lost, but not the document.
   */
  public void count(long pages, long words) {
    try {
      byPid.merge(ProcessHandle.current().pid(), new Tally(1, pages, words), Tally::plus);
    } catch (ManagerException | IllegalStateException e) { // its process is gone, or it is closed
      log.warn("A document is not in the statistics", e);
    }
  }

  /**
   * What has been counted so far, in one look. Only one thread may ask: it also adds up what so many lost processes
   * left.
   *
   * @throws ManagerException if the manager is gone
   */
  public Work read() {
    Map<Long, Tally> all = byPid.copy();
    for (Iterator<Long> oldest = all.keySet().iterator(); all.size() > REMEMBERED_PROCESSES && oldest.hasNext(); ) {
      long pid = oldest.next();
      if (pid != LONG_GONE && ProcessHandle.of(pid).isEmpty()) {
        Tally left = byPid.remove(pid);
        byPid.merge(LONG_GONE, left == null ? Tally.NONE : left, Tally::plus);
        return Work.of(byPid.copy());
      }
    }
    return Work.of(all);
  }
}
