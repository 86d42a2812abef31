package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Large payloads go beside the body, without a copy. */
class KryoCodecAttachmentsTest {

  private static final int LARGE = 32 * 1024;

  private final Codec codec = new KryoCodec();

  record Page(byte[] first, byte[] second, byte[] small) {}

  @Test
  void wrapsLargeArraysInsteadOfCopyingThem() {
    byte[] large = new byte[LARGE];
    EncodedMessage message = codec.encode(new Page(large, large, new byte[LARGE - 1]));
    assertThat(message.attachments()).hasSize(1);
    assertThat(message.attachments().get(0).array()).isSameAs(large);
    assertThat(message.body().remaining()).isBetween(LARGE, LARGE + 200);
    Page page = (Page) codec.decode(message);
    assertThat(page.first()).isSameAs(large);
    assertThat(page.second()).isSameAs(large);
    assertThat(page.small()).hasSize(LARGE - 1);
  }

  @Test
  void putsIntoTheBodyWhatAFrameCanNotCount() {
    byte[] shared = new byte[LARGE];
    List<ByteBuffer> many =
        Stream.generate(() -> ByteBuffer.wrap(shared)).limit(EncodedMessage.MAX_ATTACHMENTS + 3).toList();
    EncodedMessage message = codec.encode(many);
    assertThat(message.attachments()).hasSize(EncodedMessage.MAX_ATTACHMENTS);
    assertThat(message.body().remaining()).isGreaterThan(3 * LARGE);
    assertThat((List<?>) codec.decode(message)).hasSize(many.size());
  }

  @Test
  void copiesAnAttachmentThatDoesNotFitExactly() {
    byte[] large = new byte[LARGE];
    large[0] = 7;
    EncodedMessage message = codec.encode(large);
    ByteBuffer roomy = ByteBuffer.allocate(LARGE + 10);
    roomy.position(5).limit(5 + LARGE);
    roomy.duplicate().put(large);
    ByteBuffer direct = ByteBuffer.allocateDirect(LARGE).put(large).flip();
    for (ByteBuffer attachment : List.of(roomy, direct, roomy.asReadOnlyBuffer())) {
      EncodedMessage arrived = new EncodedMessage(message.body(), List.of(attachment));
      assertThat(codec.decode(arrived)).isEqualTo(large);
      assertThat(attachment.remaining()).as("the attachment's own position").isEqualTo(LARGE);
    }
  }

  @Test
  void keepsWhatKindOfBufferItIs() {
    for (int size : new int[] {0, 10, LARGE + 3}) {
      ByteBuffer heap = ByteBuffer.allocate(size + 4).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < heap.capacity(); i++) {
        heap.put(i, (byte) i);
      }
      heap.position(2).limit(size + 2);
      ByteBuffer direct = ByteBuffer.allocateDirect(size).put(heap.duplicate()).flip();
      for (ByteBuffer buffer : List.of(
          heap, direct, heap.slice(), heap.asReadOnlyBuffer(), direct.asReadOnlyBuffer())) {
        ByteBuffer copy = TestMessages.copy(codec, buffer);
        assertThat(copy).isEqualTo(buffer);
        assertThat(copy.order()).isEqualTo(buffer.order());
        assertThat(copy.isDirect()).isEqualTo(buffer.isDirect());
        assertThat(copy.isReadOnly()).isEqualTo(buffer.isReadOnly());
        assertThat(copy.capacity()).as("no bytes but the remaining ones").isEqualTo(size);
        assertThat(codec.encode(buffer).attachments()).hasSize(size >= LARGE ? 1 : 0);
      }
      assertThat(heap.position()).isEqualTo(2);
    }
  }

  @Test
  void attachesLargeArraysInsideOfOnesThatTheJdkSerializes() {
    byte[] large = new byte[LARGE];
    EncodedMessage message = codec.encode(new FailureWithDump(large));
    assertThat(message.attachments()).hasSize(1);
    assertThat(((FailureWithDump) codec.decode(message)).dump).isSameAs(large);
  }

  static final class FailureWithDump extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final byte[] dump;

    FailureWithDump(byte[] dump) {
      this.dump = dump;
    }
  }

  @Test
  void givesEachMessageItsOwnBytes() {
    EncodedMessage small = codec.encode("small");
    EncodedMessage large = codec.encode(new int[50_000]);
    codec.encode("x".repeat(20_000));
    codec.encode(new long[40_000]);
    assertThat(codec.decode(small)).isEqualTo("small");
    assertThat(codec.decode(small)).as("decoded again").isEqualTo("small");
    assertThat(codec.decode(large)).isEqualTo(new int[50_000]);
    ByteBuffer direct = ByteBuffer.allocateDirect(small.body().remaining()).put(small.body().duplicate()).flip();
    assertThat(codec.decode(new EncodedMessage(direct, List.of()))).isEqualTo("small");
    assertThat(direct.position()).isZero();
  }
}
