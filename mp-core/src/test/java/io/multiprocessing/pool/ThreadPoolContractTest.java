package io.multiprocessing.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThreadPoolContractTest extends PoolContract {

  @Override
  Pool newPool(PoolConfig config) {
    return Multiprocessing.get().threadPool(config);
  }

  @Test
  void refusesWhatOnlyAProcessCanDo() {
    assertThatThrownBy(() -> newPool(PoolConfig.builder().taskTimeout(Duration.ofSeconds(1)).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("taskTimeout=PT1S");
    assertThatThrownBy(() -> newPool(PoolConfig.builder().maxTasksPerChild(3).build()))
        .hasMessageContaining("maxTasksPerChild=3");
    assertThatThrownBy(() -> pool.with(TaskOptions.timeout(Duration.ofSeconds(1))).run(() -> {}))
        .hasMessageContaining("timeout=PT1S");
  }

  @Override
  int expectedOfAChangedArgument() {
    return 7; // nothing is encoded: it is the same array
  }
}
