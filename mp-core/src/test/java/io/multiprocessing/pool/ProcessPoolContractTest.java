package io.multiprocessing.pool;

import io.multiprocessing.Multiprocessing;

class ProcessPoolContractTest extends PoolContract {

  @Override
  Pool newPool(PoolConfig config) {
    return Multiprocessing.get().pool(config);
  }

  @Override
  int expectedOfAChangedArgument() {
    return 0;
  }
}
