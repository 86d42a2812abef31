package io.multiprocessing.internal.shared;

import io.multiprocessing.sync.InterProcessLock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.memory.SegmentHandle;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.shared.Point;
import io.multiprocessing.shared.SharedInt;
import io.multiprocessing.shared.SharedMemory;
import io.multiprocessing.shared.SharedMemory.Tracking;
import io.multiprocessing.shared.SharedStruct;
import io.multiprocessing.sync.InterProcessCondition;
import io.multiprocessing.sync.InterProcessReentrantLock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What travels, and what is refused when it arrives. */
@Timeout(60)
class DataHandleTest {

  private static Object travelled(Object object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void whatArrivesIsAViewOfTheSameMemoryWithTheSameLock() throws Exception {
    SharedInt number = SharedTypes.get().intValue(1);
    try (SharedInt same = (SharedInt) travelled(number)) {
      number.lock().lock();
      same.set(2);
      assertThat(same.lock().isLocked()).isTrue();
      number.lock().unlock();
      assertThat(number.get()).isEqualTo(2);
      number.close();
      assertThat(same.get()).as("closed on its own").isEqualTo(2);
      number.unlink();
    }
  }

  @Test
  void theOwnLockTravelsAloneAndItsConditionsToo() throws Exception {
    try (SharedInt number = SharedTypes.get().intValue(1)) {
      InterProcessReentrantLock same = (InterProcessReentrantLock) travelled(number.lock());
      number.lock().lock();
      assertThat(same.isHeldByCurrentThread()).isTrue();
      try (InterProcessCondition condition = number.lock().newCondition();
          InterProcessCondition sameCondition = (InterProcessCondition) travelled(condition)) {
        sameCondition.signalAll(); // is allowed only to who holds the lock
        condition.unlink();
      }
      number.lock().unlock();
      number.unlink();
    }
  }

  @Test
  void closingAndUnlinkingTheLockLeavesTheValueAlone() throws Exception {
    try (SharedInt number = SharedTypes.get().intValue(1)) {
      InterProcessLock lock = number.lock();
      lock.lock();
      number.lock().unlock();
      lock.close();
      lock.unlink();
      assertThatThrownBy(lock::lock).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
      number.set(5);
      assertThat(number.lock().tryLock()).isTrue();
      number.lock().unlock();
      try (InterProcessLock same = (InterProcessLock) travelled(number.lock())) {
        same.unlink();
      }
      Path file = Path.of(number.toString().replaceAll(".*path=([^,\\]]*).*", "$1"));
      assertThat(file).as("its name is there for others").exists();
      number.unlink();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aDamagedDescriptionIsRefused() {
    Body body = Body.create(SegmentKind.VALUE, Typecode.SIGNED_INT, 4, 1);
    for (int length : new int[] {0, -1, 3}) {
      body.memory().putInt(DataDescriptor.ELEMENT_LENGTH_OFFSET, length);
      assertThatThrownBy(() -> Body.attach(body.send()))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("damaged")
          .hasMessageContaining("elementLength=" + length);
    }
    body.memory().putInt(DataDescriptor.TYPECODE_OFFSET, 'Z');
    assertThatThrownBy(() -> Body.attach(body.send())).hasMessageContaining("typecode=" + (int) 'Z');
    body.unlink();
  }

  @Test
  void anotherLayoutVersionOrKindIsRefused() throws Exception {
    Body body = Body.create(SegmentKind.VALUE, Typecode.SIGNED_INT, 4, 1);
    SegmentHandle sent = body.send();
    Path copy = Path.of(sent.path() + "-copy");
    Files.copy(Path.of(sent.path()), copy);
    try {
      for (int header : new int[] {4, 8}) { // kind, version
        SegmentHandle other =
            new SegmentHandle(copy.toString(), sent.kind(), sent.id() + 1, sent.payloadLength(), sent.boot());
        ByteBuffer seven = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, 77);
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          channel.write(seven, header);
        }
        assertThatThrownBy(() -> Body.attach(other))
            .isInstanceOf(SharedObjectException.class)
            .hasMessageContaining("found=77");
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, 11), 4);
        }
      }
      SegmentHandle longer =
          new SegmentHandle(copy.toString(), sent.kind(), sent.id() + 1, sent.payloadLength() + 8, sent.boot());
      assertThatThrownBy(() -> Body.attach(longer))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("length");
      SegmentHandle foreign =
          new SegmentHandle(copy.toString(), sent.kind(), sent.id() + 1, sent.payloadLength(), "elsewhere");
      assertThatThrownBy(() -> Body.attach(foreign))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("machine");
    } finally {
      Files.delete(copy);
      body.unlink();
    }
  }

  /** Longer than a point. */
  @FieldOrder("z")
  public static class Longer extends Structure {
    public double[] z = new double[3];

    public Longer() {}
  }

  @Test
  void aStructureOfAnotherSizeIsRefused() {
    try (SharedStruct<Point> point = SharedTypes.get().struct(new Point(1, 2))) {
      StructHandle handle = (StructHandle) ((StructCell<Point>) point).handle(Guard.RAW);
      StructHandle other = new StructHandle(handle.segment(), Guard.RAW, Longer.class, false);
      assertThatThrownBy(() -> travelled(other))
          .isInstanceOf(SharedObjectException.class)
          .hasMessageContaining("expected=24, found=16");
      point.unlink();
    }
  }

  @Test
  void memoryOfAnotherMachineIsRefused() {
    assertThatThrownBy(() -> travelled(new MemoryHandle("psm_0", 8, "elsewhere")))
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("another machine");
  }

  @Test
  void anObjectThatSomebodyForgedIsRefused() throws Exception {
    IntCell number = new IntCell(Body.create(SegmentKind.VALUE, Typecode.SIGNED_INT, 4, 1), Guard.RAW);
    assertThatThrownBy(() -> readObjectOf(number, DataView.class))
        .hasRootCauseInstanceOf(InvalidObjectException.class);
    try (SharedMemory memory = SharedTypes.get().createMemory(8)) {
      memory.unlink();
      assertThatThrownBy(() -> readObjectOf(memory, MemoryBlock.class))
          .hasRootCauseInstanceOf(InvalidObjectException.class);
    }
    try (PackedList list = PackedList.create(null, List.of())) {
      list.unlink();
      assertThatThrownBy(() -> readObjectOf(list, PackedList.class))
          .hasRootCauseInstanceOf(InvalidObjectException.class);
    }
  }

  private static void readObjectOf(Object object, Class<?> declaring) throws ReflectiveOperationException {
    Method method = declaring.getDeclaredMethod("readObject", ObjectInputStream.class);
    method.setAccessible(true);
    method.invoke(object, new Object[] {null});
  }

  @Test
  void windowsOfALargeBlockAreItsMemory() {
    MemoryBlock block = MemoryBlock.create(null, 10_000, Tracking.TRACKED, null, 9_999);
    try {
      block.buffer(9_990, 10).put(9, (byte) 5);
      assertThat(block.buffer(4_097, 5_903).get(5_902)).isEqualTo((byte) 5);
      assertThat(block.buffer(0, 8).order()).isEqualTo(ByteOrder.nativeOrder());
      assertThatThrownBy(block::buffer).isInstanceOf(IllegalStateException.class).hasMessageContaining("size=10000");
      assertThatThrownBy(() -> block.buffer(9_990, 11)).isInstanceOf(IndexOutOfBoundsException.class);
      block.close();
      assertThatThrownBy(() -> block.buffer(0, 8))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    } finally {
      block.unlink();
    }
  }

  @Test
  void anInterruptDestroysNoBlock() {
    Thread.currentThread().interrupt();
    MemoryBlock large = MemoryBlock.create(null, 10_000, Tracking.TRACKED, null, 9_999);
    MemoryBlock small = MemoryBlock.create(null, 10, Tracking.TRACKED);
    try {
      large.buffer(9_990, 10).put(9, (byte) 5);
      assertThat(MemoryBlock.attach(large.name()).buffer().get(9_999)).isEqualTo((byte) 5);
      assertThat(MemoryBlock.attach(small.name(), 10).buffer().remaining()).isEqualTo(10);
      assertThat(Thread.interrupted()).as("the interrupt is for the caller").isTrue();
      assertThat(large.buffer(9_999, 1).get(0)).isEqualTo((byte) 5);
    } finally {
      large.close();
      large.unlink();
      small.close();
      small.unlink();
    }
  }

  @Test
  void aFailureWhileABlockIsMadeLeavesNoName() {
    String name = "psm_fails_" + ProcessHandle.current().pid();
    assertThatThrownBy(
            () ->
                MemoryBlock.create(
                    name,
                    10,
                    Tracking.TRACKED,
                    content -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThatThrownBy(() -> MemoryBlock.attach(name)).hasMessageContaining("it doesn't exist");
  }
}
