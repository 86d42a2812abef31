package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeftoversTest {

  /** In use again at the second look, and closed again by another thread right after that look. */
  private static final class Reused implements Leftovers.Leftover {
    private int looks;

    @Override
    public boolean removeIfOver() {
      looks++;
      if (looks == 2) {
        Leftovers.add(this); // what close() does meanwhile: the third look, not over
        return true;
      }
      return looks > 3;
    }
  }

  @Test
  void whatIsClosedAgainDuringALookIsLookedAtAgain() {
    Reused leftover = new Reused();
    Leftovers.add(leftover);
    Leftovers.sweep();
    assertThat(leftover.looks).isEqualTo(3);
    Leftovers.sweep();
    assertThat(leftover.looks).as("still known").isEqualTo(4);
    Leftovers.sweep();
    assertThat(leftover.looks).as("over, and forgotten").isEqualTo(4);
  }
}
