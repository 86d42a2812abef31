package io.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.SharedObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShareableListTest {

  private static final SharedObjects SHARED = Multiprocessing.get().shared();

  private static ShareableList list(Object... elements) {
    ShareableList list = SHARED.list(Arrays.asList(elements));
    list.unlink(); // this process has it, nobody else needs the name
    return list;
  }

  @Test
  void keepsTypesTextsAndZeros() {
    byte[] bytes = {0, 1, 0, 0};
    String text = "größer als 8 Bytes: 日本";
    ShareableList list =
        list(1, 2L, Integer.MIN_VALUE, Long.MAX_VALUE, -0.5, true, false, null, "", text, "a\0\0", "\0", bytes);
    assertThat(list.subList(0, 12))
        .containsExactly(
            1, 2L, Integer.MIN_VALUE, Long.MAX_VALUE, -0.5, true, false, null, "", text, "a\0\0", "\0");
    assertThat((byte[]) list.get(12)).containsExactly(bytes);
    assertThat(list.format()).isEqualTo("qqqqdxxxxxxx?xxxxxxx?xxxxxx?x8s32s8s8s8s");
    assertThat(list).hasSize(13);
  }

  @Test
  void anElementMayBecomeOneOfAnyOtherType() {
    ShareableList list = list("12345678");
    for (Object element : Arrays.asList("x", 1, "1234567890123456", null, 2L, "\0\0", 0.5, "", false, "x\0")) {
      list.set(0, element);
      assertThat(list.get(0)).isEqualTo(element);
    }
    assertThat(list.set(0, new byte[16])).as("returns what was there").isEqualTo("x\0");
    assertThat((byte[]) list.get(0)).hasSize(16);
    ShareableList number = list(7);
    number.set(0, "12345678");
    assertThat(number.get(0)).isEqualTo("12345678");
    number.set(0, "1234567\0");
    assertThat(number.get(0)).isEqualTo("1234567\0");
  }

  @Test
  void refusesWhatItCantHoldAndStaysAsItWas() {
    ShareableList list = list("abc", 1);
    assertThatThrownBy(() -> list.set(0, "größere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index=0, bytes=9, room=8");
    assertThatThrownBy(() -> list.set(0, "a\0\0\0\0\0\0\0\0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> list.set(1, new AtomicInteger()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("class=java.util.concurrent.atomic.AtomicInteger");
    assertThatThrownBy(() -> list.set(0, "\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.set(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.add(1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list(new byte[9_999_992]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes=9999992");
    assertThatThrownBy(() -> SHARED.list(null)).isInstanceOf(NullPointerException.class);
    assertThat(list).containsExactly("abc", 1);
  }

  @Test
  void findsAndCountsBytesByTheirContent() {
    ShareableList list = list(1, new byte[] {1, 2}, null, 1, new byte[] {1, 2}, 1L);
    assertThat(list.count(1)).isEqualTo(2);
    assertThat(list.count(new byte[] {1, 2})).isEqualTo(2);
    assertThat(list.indexOf(new byte[] {1, 2})).isEqualTo(1);
    assertThat(list.lastIndexOf(new byte[] {1, 2})).isEqualTo(4);
    assertThat(list.lastIndexOf("x")).isEqualTo(-1);
    assertThat(list.indexOf(null)).isEqualTo(2);
    assertThat(list.contains(2)).isFalse();
  }

  @Test
  void anEmptyListIsOne() {
    assertThat(list()).isEmpty();
    assertThat(list().format()).isEmpty();
  }

  @Test
  void isFoundByItsName() {
    String name = "mp-test-list-" + ProcessHandle.current().pid();
    try (ShareableList list = SHARED.list(name, List.of("a\0", 1))) {
      try (ShareableList same = SHARED.attachList(name)) {
        same.set(1, 2);
        assertThat(list).containsExactly("a\0", 2);
        assertThat(same.sharedMemory().name()).isEqualTo(name);
        assertThat(same.toString()).contains(name, "length=2");
      } finally {
        list.unlink();
      }
    }
    assertThatThrownBy(() -> SHARED.attachList(name)).isInstanceOf(SharedObjectException.class);
  }

  @Test
  void aClosedListRefusesEverything() {
    ShareableList list = list(1);
    list.close();
    list.close();
    assertThatThrownBy(list::size)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(list.sharedMemory().name());
    assertThatThrownBy(() -> list.get(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> list.set(0, 2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(list::format).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> list.count(1)).isInstanceOf(IllegalStateException.class);
    assertThat(list.toString()).contains("closed");
  }

  @Test
  void whatIsNoListIsRefused() {
    ByteBuffer block = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    assertNoList(block.duplicate().limit(8), "length");
    assertNoList(block.putLong(0, -1), "length=-1");
    assertNoList(block.putLong(0, Long.MAX_VALUE), "length");
    assertNoList(block.putLong(0, 7), "length=7");
    assertNoList(block.putLong(0, 1).putLong(8, 8), "index=0, offset=8");
    assertNoList(block.putLong(8, 0).putLong(16, 0), "index=1, offset=0");
    assertNoList(block.putLong(16, 1 << 20), "index=1, offset=1048576");
    assertNoList(block.putLong(16, 40), "shorter");
  }

  private static void assertNoList(ByteBuffer content, String reason) {
    try (SharedMemory memory = SHARED.createMemory(content.limit())) {
      memory.buffer().put(content.duplicate().position(0));
      assertThatThrownBy(() -> SHARED.attachList(memory.name()))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("not a ShareableList")
          .hasMessageContaining(reason);
      memory.unlink();
    }
  }

  @Test
  void aDamagedElementIsAClearErrorOfThatElement() {
    ShareableList list = list("text", 1);
    ByteBuffer block = list.sharedMemory().buffer();
    int formats = 8 * 4 + 16;
    for (String format : List.of("x", "9s", "s", "1xs", "99999999")) {
      block.put(formats, Arrays.copyOf(format.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 8));
      assertThatThrownBy(() -> list.get(0))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("index=0, format=" + format);
    }
    block.put(formats + 8, (byte) 'Z');
    assertThatThrownBy(() -> list.get(1)).isInstanceOf(SharedObjectException.class).hasMessageContaining("format=Z");
  }
}
