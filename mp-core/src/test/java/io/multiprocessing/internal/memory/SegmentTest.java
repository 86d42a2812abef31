package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.SharedObjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Segments within one JVM; what is left by killed ones is in {@code SharedDirectoryInOtherJvmsTest}. */
class SegmentTest {

  private static final int LENGTH = 256;

  private final Segment segment = Segment.create(SegmentKind.VALUE, LENGTH);
  private final SegmentHandle handle = segment.send();
  private final Path file = Path.of(handle.path());

  private static SegmentHandle unknown(SegmentHandle handle) {
    return new SegmentHandle(handle.path(), handle.kind(), handle.id() + 1, handle.payloadLength(), handle.boot());
  }

  @Test
  void isMadeOfZerosThatOnlyItsUserCanRead() throws Exception {
    for (int i = 0; i < LENGTH; i++) {
      assertThat(segment.memory().get(Segment.PAYLOAD + i)).isZero();
    }
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    segment.remove();
  }

  @Test
  void isOneObjectInAProcessHoweverOftenItIsAttached() {
    assertThat(Segment.attach(handle)).isSameAs(segment);
    assertThat(segment.local(StringBuilder.class, StringBuilder::new))
        .isSameAs(Segment.attach(handle).local(StringBuilder.class, StringBuilder::new));
    segment.remove();
  }

  @Test
  void aNameGoesAtReleaseOnlyIfItWasNeverSent() {
    segment.release();
    assertThat(file).exists();
    segment.remove();
    segment.remove();
    assertThat(file).doesNotExist();

    Segment kept = Segment.create(SegmentKind.VALUE, LENGTH);
    Path path = Path.of(unsentPath(kept));
    assertThat(path).exists();
    kept.release();
    assertThat(path).doesNotExist();
  }

  private static String unsentPath(Segment kept) {
    return kept.toString().substring(kept.toString().indexOf('[') + 1, kept.toString().indexOf(','));
  }

  @Test
  void aNameThatWasNeverSentGoesWithTheLastReference() {
    Path path = Path.of(unsentPath(Segment.create(SegmentKind.VALUE, LENGTH)));
    await().atMost(Duration.ofSeconds(20)).until(() -> {
      System.gc();
      return !Files.exists(path);
    });
    assertThat(file).as("one that was sent").exists();
    segment.remove();
  }

  @Test
  void oneThatIsGoneIsRefused() {
    segment.remove();
    assertThatThrownBy(() -> Segment.attach(unknown(handle)))
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("it doesn't exist")
        .hasMessageContaining("kind=VALUE, path=" + file);
  }

  @Test
  void oneOfAnotherMachineIsRefused() {
    assertThatThrownBy(
            () -> Segment.attach(new SegmentHandle(handle.path(), handle.kind(), 1, LENGTH, "another boot")))
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("another machine", "use a manager");
    segment.remove();
  }

  @Test
  void oneThatIsNotWhatTheHandleSaysIsRefused() throws Exception {
    refused(unknown(handle), "its id is another: expected=" + (handle.id() + 1) + ", found=" + handle.id());
    refused(
        new SegmentHandle(handle.path(), SegmentKind.LOCK, 1, LENGTH, handle.boot()), "its kind is another: expected=1");
    refused(
        new SegmentHandle(handle.path(), handle.kind(), 1, LENGTH + 8, handle.boot()), "its length is another");

    int kind = segment.memory().getInt(SegmentDescriptor.STAMP_KIND_OFFSET);
    segment.memory().putInt(SegmentDescriptor.STAMP_KIND_OFFSET, 3 - kind);
    refused(unknownButSame(), "/proc must be mounted in all processes of a tree");
    segment.memory().putInt(SegmentDescriptor.STAMP_KIND_OFFSET, kind);
    segment.memory().putInt(SegmentDescriptor.VERSION_OFFSET, 99);
    refused(unknown(handle), "its layout version is another: expected=1, found=99");
    segment.memory().putInt(SegmentDescriptor.MAGIC_OFFSET, 0);
    refused(unknown(handle), "its magic is another");
    Files.write(file, new byte[] {1}, StandardOpenOption.TRUNCATE_EXISTING);
    refused(unknown(handle), "its length is another: expected=" + (SegmentDescriptor.HEADER_LENGTH + LENGTH));
    segment.remove();
  }

  /** A handle that says what the segment says, but that this process hasn't attached. */
  private SegmentHandle unknownButSame() {
    long id = handle.id() + 1;
    segment.memory().putLong(SegmentDescriptor.ID_OFFSET, id);
    return new SegmentHandle(handle.path(), handle.kind(), id, handle.payloadLength(), handle.boot());
  }

  private static void refused(SegmentHandle handle, String reason) {
    assertThatThrownBy(() -> Segment.attach(handle))
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("can't be attached")
        .hasMessageContaining(reason);
  }

  @Test
  void moreThanOneMappingCanHoldIsRefused() {
    assertThatThrownBy(() -> Segment.create(SegmentKind.VALUE, 1L << 31))
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("at most " + Integer.MAX_VALUE + " bytes");
    segment.remove();
  }

  @Test
  void aChildsEndLeavesTheFilesOfALaterProcessWithItsId() throws Exception {
    Segment kept = Segment.create(SegmentKind.LOCK, LENGTH);
    Path own = Path.of(kept.handle().path());
    long pid = ProcessHandle.current().pid();
    Path former = Files.createFile(own.resolveSibling(pid + "-1-1-lock")); // of another start time
    Path unclear = Files.createFile(own.resolveSibling(pid + "-later"));
    SharedDirectory.reclaim(pid);
    assertThat(own).as("of the living").exists();
    assertThat(former).doesNotExist();
    assertThat(unclear).exists();
    Files.delete(unclear);
    kept.release();
    segment.remove();
  }
}
