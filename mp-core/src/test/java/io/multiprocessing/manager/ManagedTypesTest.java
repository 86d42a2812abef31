package io.multiprocessing.manager;

import io.multiprocessing.Multiprocessing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contracts of the built-in types, with a manager at a Unix domain socket. */
class ManagedTypesTest {

  private static SyncManager manager;

  @BeforeAll
  static void startManager() {
    manager = Multiprocessing.get().manager();
  }

  @AfterAll
  static void closeManager() {
    manager.close();
  }

  @Nested
  class Containers extends ManagedContainersContract {
    @Override
    SyncManager manager() {
      return manager;
    }
  }

  @Nested
  class BesideTheJdk extends ContainersBesideTheJdkContract {
    @Override
    SyncManager manager() {
      return manager;
    }
  }

  @Nested
  class Queues extends ManagedQueueContract {
    @Override
    SyncManager manager() {
      return manager;
    }
  }
}
