package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.manager.ManagedList;
import io.multiprocessing.manager.SyncManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A pool of a manager does what every pool does. */
class ManagedPoolContractTest extends PoolContract {

  private final SyncManager manager = Multiprocessing.get().manager();

  @AfterAll
  void closeManager() {
    manager.close();
  }

  @Override
  Pool newPool(PoolConfig config) {
    return manager.pool(config);
  }

  @Test
  @Override
  void reportsToItsListener() {
    PoolConfig config = PoolConfig.builder().listener(new PoolListener() {}).build();
    assertThatThrownBy(() -> newPool(config))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("can't have a listener");
  }

  @Test
  void twoProxiesSubmitToOnePool() throws Exception {
    try (Pool own = newPool(PoolConfig.builder().processes(1).name("shared").build())) {
      ManagedList<Pool> list = manager.list();
      list.add(own);
      Pool other = list.get(0);
      AsyncResult<Integer> first = own.applyAsync(() -> 1);
      AsyncResult<Integer> second = other.applyAsync(() -> 2);
      assertThat(second.get()).isEqualTo(2);
      assertThat(first.get()).isEqualTo(1);
      assertThat(other.name()).isEqualTo("shared");
      assertThat(other).isEqualTo(own).hasToString("Pool[shared]");
    }
  }

  @Override
  int expectedOfAChangedArgument() {
    return 0;
  }
}
