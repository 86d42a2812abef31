package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.serialization.SerializationException;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TransfersTest {

  private static final List<AtomicInteger> TICKETS = new ArrayList<>();

  private final Codec codec = new KryoCodec();

  /** Counted while it is on its way. */
  private static final class Counted implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    @Serial
    private Object writeReplace() {
      AtomicInteger cancelled = new AtomicInteger();
      TICKETS.add(cancelled);
      Transfers.note(cancelled::incrementAndGet);
      return "counted";
    }
  }

  @Test
  void knowsWhatTravelsWithAMessage() {
    TICKETS.clear();
    Transfers.Encoding none = Transfers.encode(codec, List.of(1, 2));
    assertThat(none.transfers()).isSameAs(Transfers.NONE);
    none.transfers().cancel();
    Transfers.Encoding two = Transfers.encode(codec, List.of(new Counted(), new Counted()));
    assertThat(codec.decode(two.message())).isEqualTo(List.of("counted", "counted"));
    assertThat(TICKETS).hasSize(2).allMatch(cancelled -> cancelled.get() == 0);
    two.transfers().cancel();
    assertThat(TICKETS).allMatch(cancelled -> cancelled.get() == 1);
  }

  @Test
  void whatCanNotBeEncodedIsCancelledAtOnce() {
    TICKETS.clear();
    assertThatThrownBy(() -> Transfers.encode(codec, List.of(new Counted(), new Thread())))
        .isInstanceOf(SerializationException.class);
    assertThat(TICKETS).hasSize(1).allMatch(cancelled -> cancelled.get() == 1);
  }

  @Test
  void anEncodingThatNobodyAskedAboutIsNotNoted() {
    TICKETS.clear();
    codec.encode(new Counted());
    assertThat(Transfers.encode(codec, "x").transfers()).isSameAs(Transfers.NONE);
    assertThat(TICKETS.get(0).get()).isZero();
  }
}
