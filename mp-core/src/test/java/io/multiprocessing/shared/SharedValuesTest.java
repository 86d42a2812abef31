package io.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.sync.InterProcessLock;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values and arrays within one process. */
@Timeout(60)
class SharedValuesTest {

  private static final SharedObjects SHARED = Multiprocessing.get().shared();

  private static Path file(SharedData<?> data) {
    String text = data.toString();
    int start = text.indexOf("path=") + "path=".length();
    return Path.of(text.substring(start, text.indexOf(']')).replace(", raw", ""));
  }

  @Test
  void keepsTheValuesOfEveryType() {
    assertThat(SHARED.byteValue((byte) -7).get()).isEqualTo((byte) -7);
    assertThat(SHARED.shortValue(Short.MIN_VALUE).get()).isEqualTo(Short.MIN_VALUE);
    assertThat(SHARED.charValue('ß').get()).isEqualTo('ß');
    assertThat(SHARED.intValue(Integer.MIN_VALUE).get()).isEqualTo(Integer.MIN_VALUE);
    assertThat(SHARED.longValue(Long.MAX_VALUE).get()).isEqualTo(Long.MAX_VALUE);
    assertThat(SHARED.floatValue(1.5f).get()).isEqualTo(1.5f);
    assertThat(SHARED.doubleValue(-0.0).get()).isEqualTo(-0.0);
    assertThat(SHARED.booleanValue(true).get()).isTrue();
    SharedFloat number = SHARED.raw().floatValue(0);
    number.set(Float.NaN);
    assertThat(number.get()).isNaN();
  }

  @Test
  void arraysOfEveryTypeAreReadAndWrittenSinglyAndInParts() {
    SharedByteArray bytes = SHARED.byteArray(new byte[] {1, 2, 3});
    bytes.set(0, (byte) -1);
    bytes.setAll(1, (byte) 8, (byte) 9);
    assertThat(bytes.toArray()).containsExactly(-1, 8, 9);
    SharedShortArray shorts = SHARED.shortArray(new short[] {1, 2, 3});
    shorts.set(0, (short) -1);
    shorts.setAll(1, (short) 8);
    assertThat(shorts.toArray()).containsExactly((short) -1, (short) 8, (short) 3);
    assertThat(shorts.get(0)).isEqualTo((short) -1);
    SharedCharArray chars = SHARED.charArray(new char[] {'a', 'b', 'c'});
    chars.set(0, 'x');
    chars.setAll(1, 'y');
    assertThat(chars.toArray(0, 2)).containsExactly('x', 'y');
    assertThat(chars.get(2)).isEqualTo('c');
    SharedIntArray ints = SHARED.intArray(new int[] {1, 2, 3});
    ints.set(0, -1);
    ints.setAll(1, 8, 9);
    assertThat(ints.toArray(1, 3)).containsExactly(8, 9);
    SharedLongArray longs = SHARED.longArray(new long[] {1, 2, 3});
    longs.set(0, -1);
    longs.setAll(2, Long.MIN_VALUE);
    assertThat(longs.toArray()).containsExactly(-1, 2, Long.MIN_VALUE);
    SharedFloatArray floats = SHARED.floatArray(new float[] {1, 2});
    floats.set(0, 0.5f);
    floats.setAll(1, 0.25f);
    assertThat(floats.toArray()).containsExactly(0.5f, 0.25f);
    SharedDoubleArray doubles = SHARED.doubleArray(new double[] {1, 2});
    doubles.set(0, 0.5);
    doubles.setAll(1, 0.25);
    assertThat(doubles.toArray()).containsExactly(0.5, 0.25);
    assertThat(SHARED.shortArray(2).toArray()).containsOnly((short) 0);
    assertThat(SHARED.charArray(1).toArray()).containsOnly((char) 0);
    assertThat(SHARED.floatArray(2).toArray()).containsOnly(0f);
    assertThat(SHARED.doubleArray(2).get(1)).isZero();
    assertThat(SHARED.intArray(0).toArray()).isEmpty();
  }

  @Test
  void typecodesWithoutSignAreReadAsPythonReadsThem() {
    for (char typecode : "BHILQ".toCharArray()) {
      BigInteger largest = BigInteger.TWO.pow(typecode == 'B' ? 8 : typecode == 'H' ? 16 : typecode == 'I' ? 32 : 64);
      SharedScalar<?> value = SHARED.value(typecode, -1);
      assertThat(new BigInteger(value.getNumber().toString())).isEqualTo(largest.subtract(BigInteger.ONE));
      value.setNumber(largest.add(BigInteger.TEN));
      assertThat(value.getNumber().longValue()).as("its upper bits are lost, as in C").isEqualTo(10);
    }
    assertThat(SHARED.value('b', 300).getNumber()).isEqualTo((byte) 44);
    assertThat(SHARED.value('i', 1L << 31).getNumber()).isEqualTo(Integer.MIN_VALUE);
    assertThat(SHARED.value('c', 'ÿ').getNumber()).isEqualTo(255);
    assertThat(((SharedChar) SHARED.value('u', 'ÿ')).get()).isEqualTo('ÿ');
    assertThat(SHARED.value('f', 0.5).getNumber()).isEqualTo(0.5f);
    assertThat(((SharedByte) SHARED.value('B', 200)).getUnsigned()).isEqualTo(200);
    assertThat(((SharedShort) SHARED.value('H', 65535)).getUnsigned()).isEqualTo(65535);
    assertThat(((SharedInt) SHARED.value('I', -1)).getUnsigned()).isEqualTo(4294967295L);
    assertThat(SHARED.array('h', List.of(9, 2, 8)).toList()).containsExactly((short) 9, (short) 2, (short) 8);
    SharedArray<?> array = SHARED.array('d', 2);
    array.setNumber(1, 7);
    assertThat(array.toList()).containsExactly(0.0, 7.0);
    assertThat(array.getNumber(1)).isEqualTo(7.0);
    assertThat(array.typecode()).isEqualTo('d');
    assertThat(SHARED.array('B', List.of(200)).toList()).containsExactly(200);
    assertThat(SHARED.array('Q', List.of(-1)).getNumber(0)).isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
  }

  @Test
  void refusesWhatIsNoTypecodeAndWhatIsNoWholeNumber() {
    assertThatThrownBy(() -> SHARED.value('x', 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b B h H i I l L q Q f d c u")
        .hasMessageContaining("typecode='x'");
    assertThatThrownBy(() -> SHARED.array('?', 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SHARED.array('S', List.of(1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SHARED.value('i', 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Double");
    assertThatThrownBy(() -> SHARED.array('q', List.of(1, 2f))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SHARED.value('i', (Number) null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void refusesImpossibleLengthsAndIndices() {
    assertThatThrownBy(() -> SHARED.intArray(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length=-1");
    assertThatThrownBy(() -> SHARED.longArray(1 << 28))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use SharedMemory");
    SharedIntArray array = SHARED.intArray(2);
    assertThatThrownBy(() -> array.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.set(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.getAndAdd(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.getAndUpdate(2, x -> x)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.getNumber(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.toArray(1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.toArray(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.setAll(1, 8, 9)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(array.toArray()).as("nothing was changed").containsExactly(0, 0);
    assertThatThrownBy(() -> SHARED.intArray(null)).isInstanceOf(NullPointerException.class).hasMessage("initial");
    assertThatThrownBy(() -> SHARED.lockedBy(null)).isInstanceOf(NullPointerException.class).hasMessage("lock");
    assertThatThrownBy(() -> array.synchronizedWith(null)).isInstanceOf(NullPointerException.class).hasMessage("lock");
  }

  @Test
  void byteArraysHoldByteStringsAsThoseOfCDo() {
    SharedByteArray text = SHARED.byteArray(11);
    text.setString("hello");
    assertThat(text.getString()).isEqualTo("hello");
    assertThat(text.toArray()).hasSize(11).startsWith("hello\0".getBytes(StandardCharsets.UTF_8));
    text.setString("hello world");
    assertThat(text.getString()).as("without room for a zero").isEqualTo("hello world");
    text.setRaw("HE".getBytes(StandardCharsets.UTF_8));
    assertThat(text.getString()).isEqualTo("HEllo world");
    text.setString("ü");
    assertThat(text.getValue()).isEqualTo("ü".getBytes(StandardCharsets.UTF_8));
    assertThat(text.toArray()).as("what follows stays").endsWith("o world".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> text.setString("x".repeat(12)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes=12, length=11");
    assertThatThrownBy(() -> text.setRaw(new byte[12])).isInstanceOf(IllegalArgumentException.class);
    assertThat(text.getString()).as("nothing was changed").isEqualTo("ü");
    assertThatThrownBy(() -> text.setValue(null)).isInstanceOf(NullPointerException.class).hasMessage("value");
  }

  @Test
  void charArraysHoldTexts() {
    SharedCharArray text = SHARED.charArray(5);
    text.setString("größe");
    assertThat(text.getString()).isEqualTo("größe");
    text.setString("né");
    assertThat(text.getString()).isEqualTo("né");
    assertThat(text.toArray()).containsExactly('n', 'é', '\0', 'ß', 'e');
    assertThatThrownBy(() -> text.setString("zu lang"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length=5");
    assertThatThrownBy(() -> text.setString(null)).isInstanceOf(NullPointerException.class).hasMessage("text");
  }

  @Test
  void atomicOperationsOfValuesDoWhatThoseOfTheJdkDo() {
    SharedInt number = SHARED.intValue(5);
    assertThat(number.getAndAdd(2)).isEqualTo(5);
    assertThat(number.addAndGet(3)).isEqualTo(10);
    assertThat(number.getAndIncrement()).isEqualTo(10);
    assertThat(number.incrementAndGet()).isEqualTo(12);
    assertThat(number.getAndDecrement()).isEqualTo(12);
    assertThat(number.decrementAndGet()).isEqualTo(10);
    assertThat(number.getAndSet(1)).isEqualTo(10);
    assertThat(number.compareAndSet(2, 3)).isFalse();
    assertThat(number.compareAndSet(1, 3)).isTrue();
    assertThat(number.getAndUpdate(x -> x * x)).isEqualTo(3);
    assertThat(number.updateAndGet(x -> x - 1)).isEqualTo(8);
    assertThat(number.getAndAccumulate(4, Math::max)).isEqualTo(8);
    assertThat(number.accumulateAndGet(4, Math::min)).isEqualTo(4);
    SharedLong large = SHARED.longValue(1L << 40);
    assertThat(large.getAndAdd(2)).isEqualTo(1L << 40);
    assertThat(large.getAndSet(7)).isEqualTo((1L << 40) + 2);
    assertThat(large.compareAndSet(7, 8)).isTrue();
    assertThat(large.getAndUpdate(x -> x * x)).isEqualTo(8);
    assertThat(large.updateAndGet(x -> x + 1)).isEqualTo(65);
    assertThat(large.accumulateAndGet(100, Math::max)).isEqualTo(100);
    assertThat(large.getAndAccumulate(1, Long::sum)).isEqualTo(100);
    assertThat(large.incrementAndGet() + large.getAndIncrement() + large.addAndGet(1)).isEqualTo(102 + 102 + 104);
    assertThat(large.decrementAndGet() + large.getAndDecrement()).isEqualTo(103 + 103);
    SharedBoolean flag = SHARED.booleanValue(false);
    assertThat(flag.compareAndSet(true, false)).isFalse();
    assertThat(flag.compareAndSet(false, true)).isTrue();
    assertThat(flag.getAndSet(false)).isTrue();
    assertThat(flag.get()).isFalse();
  }

  @Test
  void atomicOperationsOfArraysDoWhatThoseOfTheJdkDo() {
    SharedIntArray ints = SHARED.intArray(new int[] {5, 6});
    assertThat(ints.getAndAdd(1, 2)).isEqualTo(6);
    assertThat(ints.getAndSet(1, 1)).isEqualTo(8);
    assertThat(ints.compareAndSet(1, 1, 3)).isTrue();
    assertThat(ints.getAndUpdate(1, x -> x * x)).isEqualTo(3);
    assertThat(ints.updateAndGet(1, x -> x - 1)).isEqualTo(8);
    assertThat(ints.accumulateAndGet(1, 4, Math::min)).isEqualTo(4);
    assertThat(ints.getAndAccumulate(1, 4, Math::min)).isEqualTo(4);
    assertThat(ints.incrementAndGet(1) + ints.getAndIncrement(1) + ints.addAndGet(1, 1)).isEqualTo(5 + 5 + 7);
    assertThat(ints.decrementAndGet(1) + ints.getAndDecrement(1)).isEqualTo(6 + 6);
    assertThat(ints.toArray()).containsExactly(5, 5);
    SharedLongArray longs = SHARED.longArray(new long[] {5, 6});
    assertThat(longs.getAndAdd(1, 2)).isEqualTo(6);
    assertThat(longs.getAndSet(1, 1)).isEqualTo(8);
    assertThat(longs.compareAndSet(1, 2, 3)).isFalse();
    assertThat(longs.getAndUpdate(1, x -> x + 1)).isEqualTo(1);
    assertThat(longs.updateAndGet(1, x -> x + 1)).isEqualTo(3);
    assertThat(longs.getAndAccumulate(1, 4, Math::max)).isEqualTo(3);
    assertThat(longs.getAndIncrement(1) + longs.getAndDecrement(1) + longs.decrementAndGet(1)).isEqualTo(4 + 5 + 3);
    assertThat(longs.toArray()).containsExactly(5, 3);
  }

  @Test
  void lockedAccessWaitsForTheHolderAndRawAccessDoesNot() throws Exception {
    SharedInt locked = SHARED.intValue(1);
    CountDownLatch reading = new CountDownLatch(1);
    AtomicReference<Integer> seen = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              reading.countDown();
              seen.set(locked.get());
            });
    locked.lock().lock();
    try {
      locked.set(2);
      assertThat(locked.get()).as("the lock is reentrant").isEqualTo(2);
      reader.start();
      assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(onAnotherThread(locked.raw()::get)).isEqualTo(2);
      assertThat(onAnotherThread(locked::incrementAndGet)).as("lock-free").isEqualTo(3);
      assertThat(seen.get()).isNull();
    } finally {
      locked.lock().unlock();
    }
    reader.join();
    assertThat(seen.get()).isEqualTo(3);
  }

  private static int onAnotherThread(IntSupplier read) throws InterruptedException {
    int[] result = new int[1];
    Thread thread = new Thread(() -> result[0] = read.getAsInt());
    thread.start();
    thread.join(20_000);
    return result[0];
  }

  @Test
  void viewsShareTheMemoryAndCopiesDoNot() {
    try (SharedDouble raw = SHARED.raw().doubleValue(1);
        InterProcessLock lock = Multiprocessing.get().lock()) {
      assertThat(raw.isRaw()).isTrue();
      assertThatThrownBy(raw::lock)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("use locked() or synchronizedWith(lock)");
      SharedDouble guarded = raw.synchronizedWith(lock);
      assertThat(guarded.lock()).isSameAs(lock);
      guarded.set(2);
      assertThat(raw.get()).isEqualTo(2);
      assertThat(raw.locked().get()).isEqualTo(2);
      assertThat(raw.locked().isRaw()).isFalse();
      SharedDouble copy = guarded.copy();
      assertThat(copy.isRaw()).isTrue();
      copy.set(3);
      assertThat(raw.get()).isEqualTo(2);
      assertThat(file(copy)).isNotEqualTo(file(raw));
    }
    SharedArray<?> array = SHARED.array('B', List.of(1, 200));
    SharedArray<?> copy = array.copy();
    assertThat(copy.typecode()).isEqualTo('B');
    assertThat(copy.toList()).containsExactly(1, 200);
  }

  @Test
  void aClosedObjectRefusesEverythingAndLeavesNoFile() throws IOException {
    SharedIntArray array = SHARED.intArray(3);
    Path file = file(array);
    assertThat(file).exists();
    SharedIntArray raw = array.raw();
    array.close();
    array.close();
    assertThat(Files.exists(file)).as("it was never sent").isFalse();
    for (SharedIntArray closed : List.of(array, raw)) {
      assertThatThrownBy(() -> closed.get(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(file.toString());
      assertThatThrownBy(() -> closed.set(0, 1)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> closed.incrementAndGet(0)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(closed::toArray).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(closed::toList).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(closed::length).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(closed::lock).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(closed::raw).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(closed::locked).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(closed::copy).isInstanceOf(IllegalStateException.class);
      assertThat(closed.toString()).contains(file.toString());
      closed.unlink();
    }
    assertThatThrownBy(() -> Multiprocessing.get().process(new Sending(array)).start())
        .hasStackTraceContaining("is closed");
  }

  private record Sending(SharedIntArray array) implements RemoteRunnable {
    @Override
    public void run() {
      array.get(0);
    }
  }

  @Test
  void manyShortLivedValuesLeaveNothing() throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      try (SharedLong value = SHARED.longValue(i)) {
        files.add(file(value));
      }
    }
    assertThat(files).doesNotHaveDuplicates().noneMatch(Files::exists);
  }
}
