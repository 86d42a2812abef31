package io.multiprocessing.sample.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.manager.ManagedMap;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.SyncManager;
import org.junit.jupiter.api.Test;

/** With a manager that this process serves itself. */
class StatisticsTest {

  private static final long SELF = ProcessHandle.current().pid();
  private static final long NOBODY = 1L << 40;

  @Test
  void countsWholeDocumentsByProcess() {
    try (SyncManager manager = serving()) {
      ManagedMap<Long, Tally> map = manager.sharedMap("work");
      map.put(NOBODY, new Tally(1, 10, 100));
      Statistics statistics = new Statistics(map);
      statistics.count(2, 30);
      statistics.count(1, 5);
      Work work = statistics.read();
      assertThat(work.total()).isEqualTo(new Tally(3, 13, 135));
      assertThat(work.byProcess())
          .containsExactly(
              new Work.OfProcess(NOBODY, new Tally(1, 10, 100)), new Work.OfProcess(SELF, new Tally(2, 3, 35)));
    }
  }

  @Test
  void addsUpWhatManyLostProcessesLeft() {
    try (SyncManager manager = serving()) {
      ManagedMap<Long, Tally> map = manager.sharedMap("work");
      for (int i = 0; i < 103; i++) {
        map.put(NOBODY + i, new Tally(1, 1, 1));
      }
      Statistics statistics = new Statistics(map);
      for (int i = 0; i < 10; i++) {
        assertThat(statistics.read().total()).isEqualTo(new Tally(103, 103, 103));
      }
      assertThat(map).hasSize(100).containsEntry(0L, new Tally(4, 4, 4));
    }
  }

  @Test
  void aLostManagerCostsTheCountAndNotTheDocument() {
    SyncManager manager = serving();
    Statistics statistics = new Statistics(manager.sharedMap("work"));
    manager.close();
    statistics.count(1, 1);
    assertThatExceptionOfType(RuntimeException.class).isThrownBy(statistics::read);
  }

  private static SyncManager serving() {
    SyncManager manager = new SyncManager(Multiprocessing.get(), ManagerConfig.defaults());
    manager.server();
    return manager;
  }
}
