package io.multiprocessing.internal.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.Samples;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.serialization.SerializationException;
import org.junit.jupiter.api.Test;

class PracticeTest {

  private final KryoCodec codec = new KryoCodec();

  @Test
  void everySampleCanBePractisedAndTheOneThatFailsAsATaskDoes() {
    for (Object activity : Samples.activities()) {
      assertThatCode(() -> Practice.run(codec, codec.encode(activity))).doesNotThrowAnyException();
    }
    assertThatCode(() -> Practice.run(codec, codec.encode(Samples.state()))).doesNotThrowAnyException();
    for (Call call : Samples.calls()) {
      assertThatCode(() -> Practice.run(codec, codec.encode(call))).as(call.describe()).doesNotThrowAnyException();
    }
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> Practice.run(codec, codec.encode("text")))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("a sample must be a process, its state or a call");
  }
}
