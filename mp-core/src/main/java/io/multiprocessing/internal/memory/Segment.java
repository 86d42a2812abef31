package io.multiprocessing.internal.memory;

import static io.multiprocessing.internal.memory.SegmentDescriptor.CREATOR_OFFSET;
import static io.multiprocessing.internal.memory.SegmentDescriptor.HEADER_LENGTH;
import static io.multiprocessing.internal.memory.SegmentDescriptor.ID_OFFSET;
import static io.multiprocessing.internal.memory.SegmentDescriptor.KIND_OFFSET;
import static io.multiprocessing.internal.memory.SegmentDescriptor.LENGTH_OFFSET;
import static io.multiprocessing.internal.memory.SegmentDescriptor.MAGIC;
import static io.multiprocessing.internal.memory.SegmentDescriptor.MAGIC_OFFSET;
import static io.multiprocessing.internal.memory.SegmentDescriptor.NAMESPACE_OFFSET;
import static io.multiprocessing.internal.memory.SegmentDescriptor.SENT_OFFSET;
import static io.multiprocessing.internal.memory.SegmentDescriptor.STAMP_KIND_OFFSET;
import static io.multiprocessing.internal.memory.SegmentDescriptor.VERSION_OFFSET;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.internal.os.ProcessTable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A piece of memory that several processes have mapped, and the file by whose name they find it. A process has one
 * object for each segment, however often it attaches it. Offsets count from the segment's start; the payload begins at
 * {@link #PAYLOAD}.
 *
 * <p><b>How long it lives.</b> The mapping lives as long as this object is reachable. The name lives until {@link
 * #remove()}, or the end of the tree of processes; if it was never sent to another process, until this object is
 * closed, unreachable, or its process ends. All of its memory is taken when it is made, so that a full file system is
 * an error then, and not a fault in the middle of a later access.
 *
 * <p>Safe for use by several threads. Nothing blocks but the file system.
 */
public final class Segment {

  /** Where the payload begins. */
  public static final int PAYLOAD = HEADER_LENGTH;

  private static final Logger log = LoggerFactory.getLogger(Segment.class);

  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final Cleaner CLEANER = Cleaner.create();

  /** Segments of this process that are reachable, by id. */
  private static final Map<Long, KnownSegment> KNOWN = new ConcurrentHashMap<>();

  private static final SecureRandom IDS = new SecureRandom();

  private final MappedByteBuffer memory;
  private final SegmentHandle handle;
  private final Name name;
  private final AtomicBoolean closed = new AtomicBoolean(); // one of its views was
  private @Nullable Object local; // guarded by this

  /** The file: what is left to do when the segment's object is gone. */
  private static final class Name {
    private final Path path;
    private final boolean created;
    private volatile boolean sent;

    Name(Path path, boolean created) {
      this.path = path;
      this.created = created;
    }

    void removeUnlessSent() {
      if (created && !sent) {
        remove();
      }
    }

    void remove() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        log.warn("shared memory could not be removed: path={}", path, e);
      }
    }
  }

  /** A weak entry of {@link #KNOWN}, with the name so that the exit of the JVM can remove it. */
  private record KnownSegment(java.lang.ref.WeakReference<Segment> segment, Name name) {}

  private Segment(MappedByteBuffer memory, SegmentHandle handle, Name name) {
    this.memory = memory;
    this.handle = handle;
    this.name = name;
  }

  /**
   * Makes a segment whose payload is zero.
   *
   * @throws SharedObjectException if there is not enough memory, or the directory can't be written
   */
  public static Segment create(SegmentKind kind, long payloadLength) {
    ProcessTable processes = Host.processes();
    SharedDirectory directory = SharedDirectory.current();
    String boot = HostIdentity.boot(); // what can fail comes before the file is made
    long namespace = HostIdentity.pidNamespace();
    Path path = directory.newFile(kind);
    long id = IDS.nextLong();
    MappedByteBuffer memory;
    try {
      memory = Uninterrupted.repeat(() -> MappedFile.create(path, HEADER_LENGTH + payloadLength));
    } catch (IOException e) {
      throw MappedFile.noMemory(path, HEADER_LENGTH + payloadLength, e);
    }
    INT.set(memory, KIND_OFFSET, kind.code());
    INT.set(memory, VERSION_OFFSET, kind.version());
    LONG.set(memory, ID_OFFSET, id);
    LONG.set(memory, LENGTH_OFFSET, payloadLength);
    LONG.set(memory, CREATOR_OFFSET, processes.self());
    LONG.set(memory, NAMESPACE_OFFSET, namespace);
    INT.set(memory, STAMP_KIND_OFFSET, processes.stampKind());
    INT.setRelease(memory, MAGIC_OFFSET, MAGIC); // pairs with getAcquire in attach
    SegmentHandle handle = new SegmentHandle(path.toString(), kind, id, payloadLength, boot);
    return known(new Segment(memory, handle, new Name(path, true)));
  }

  /**
   * The one segment of this kind in this tree's directory, made if there is none; two makers at a time get the same. It
   * has no handle and goes with the tree.
   *
   * @throws SharedObjectException if it can't be made
   */
  static Segment wellKnown(SegmentKind kind, long payloadLength) {
    Path path = SharedDirectory.current().path().resolve(kind.name().toLowerCase(Locale.ROOT));
    MappedByteBuffer memory;
    try {
      memory = Uninterrupted.repeat(() -> MappedFile.openOrCreate(path, HEADER_LENGTH + payloadLength));
    } catch (IOException e) {
      throw MappedFile.noMemory(path, HEADER_LENGTH + payloadLength, e);
    }
    INT.set(memory, KIND_OFFSET, kind.code()); // every process writes the same
    INT.set(memory, VERSION_OFFSET, kind.version());
    LONG.set(memory, LENGTH_OFFSET, payloadLength);
    INT.set(memory, SENT_OFFSET, 1);
    INT.setRelease(memory, MAGIC_OFFSET, MAGIC);
    Name name = new Name(path, false);
    name.sent = true;
    return new Segment(memory, new SegmentHandle(path.toString(), kind, 0, payloadLength, HostIdentity.boot()), name);
  }

  /**
   * The segment that a handle from another process, or this one, speaks of.
   *
   * @throws SharedObjectException if it is gone, is not what the handle says, or belongs to another machine or user
   */
  public static Segment attach(SegmentHandle handle) {
    KnownSegment known = KNOWN.get(handle.id());
    Segment segment = known == null ? null : known.segment().get();
    if (segment == null) {
      segment = known(open(handle));
    }
    return segment;
  }

  private static Segment open(SegmentHandle handle) {
    if (!handle.boot().equals(HostIdentity.boot())) {
      throw refused(handle, "it belongs to another machine, or to a former boot of this one; shared objects can't leave"
          + " their machine, use a manager");
    }
    Path path = Path.of(handle.path());
    MappedByteBuffer memory;
    try {
      memory = Uninterrupted.repeat(() -> MappedFile.open(path, HEADER_LENGTH + handle.payloadLength()));
    } catch (NoSuchFileException e) {
      throw refused(handle, "it doesn't exist; it was removed, its processes have ended, or they run in another container");
    } catch (java.nio.file.AccessDeniedException e) {
      throw refused(handle, "it belongs to another user");
    } catch (IOException e) {
      throw new SharedObjectException(
          "a shared object can't be attached: kind=" + handle.kind() + ", path=" + path + ", reason=" + e, e);
    }
    requireEqual(handle, "magic", MAGIC, (int) INT.getAcquire(memory, MAGIC_OFFSET)); // pairs with setRelease in create
    requireEqual(handle, "kind", handle.kind().code(), (int) INT.get(memory, KIND_OFFSET));
    requireEqual(handle, "layout version", handle.kind().version(), (int) INT.get(memory, VERSION_OFFSET));
    requireEqual(handle, "id", handle.id(), (long) LONG.get(memory, ID_OFFSET));
    requireEqual(handle, "payload length", handle.payloadLength(), (long) LONG.get(memory, LENGTH_OFFSET));
    requireEqual(
        handle, "way of telling processes apart (/proc must be mounted in all processes of a tree, or in none)",
        Host.processes().stampKind(), (int) INT.get(memory, STAMP_KIND_OFFSET));
    requireEqual(handle, "PID namespace", HostIdentity.pidNamespace(), (long) LONG.get(memory, NAMESPACE_OFFSET));
    Name name = new Name(path, false);
    name.sent = true;
    return new Segment(memory, handle, name);
  }

  private static void requireEqual(SegmentHandle handle, String what, long expected, long found) {
    if (expected != found) {
      throw refused(handle, "its " + what + " is another: expected=" + expected + ", found=" + found);
    }
  }

  private static SharedObjectException refused(SegmentHandle handle, String reason) {
    return new SharedObjectException(
        "a shared object can't be attached: " + reason + ": kind=" + handle.kind() + ", path=" + handle.path());
  }

  private static Segment known(Segment made) {
    Long id = made.handle.id();
    KnownSegment entry = new KnownSegment(new java.lang.ref.WeakReference<>(made), made.name);
    Segment[] winner = {made};
    KNOWN.compute(
        id,
        (key, former) -> {
          Segment other = former == null ? null : former.segment().get();
          if (other != null) {
            winner[0] = other; // another thread attached it at the same time
            return former;
          }
          return entry;
        });
    if (winner[0] == made) {
      Name name = made.name;
      CLEANER.register(
          made,
          () -> {
            KNOWN.remove(id, entry);
            name.removeUnlessSent();
          });
    }
    return winner[0];
  }

  /** At the exit of this JVM. */
  static void removeUnsent() {
    for (KnownSegment known : KNOWN.values()) {
      known.name().removeUnlessSent();
    }
  }

  /** Whether the segment in a file was ever sent; true if it can't be told. */
  static boolean wasSent(Path file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.nativeOrder());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // the file system gives less only at the end
      }
    } catch (NoSuchFileException e) {
      return true;
    }
    boolean complete = !header.hasRemaining() && header.getInt(MAGIC_OFFSET) == MAGIC;
    return complete && header.getInt(SENT_OFFSET) != 0;
  }

  /**
   * The memory from the segment's start, in native byte order. Don't use its position; don't keep it without the
   * segment.
   */
  public MappedByteBuffer memory() {
    return memory;
  }

  public SegmentKind kind() {
    return handle.kind();
  }

  /** Whether it holds the user's data: a lock in it is neither closed nor unlinked on its own. */
  public boolean isData() {
    return handle.kind().isData();
  }

  public long payloadLength() {
    return handle.payloadLength();
  }

  /** Tells segments apart for as long as the machine runs. */
  public long id() {
    return handle.id();
  }

  /**
   * What names the segment: for messages, notes, and {@link #remove(SegmentHandle)}. It doesn't count as sending it.
   */
  public SegmentHandle handle() {
    return handle;
  }

  /**
   * The handle to send to another process; from now on the name stays until it is removed or the tree of processes
   * ends.
   */
  public SegmentHandle send() {
    if (!name.sent) {
      INT.setVolatile(memory, SENT_OFFSET, 1);
      name.sent = true;
    }
    return handle;
  }

  /** What this process has beside the shared memory; made once, whoever attaches the segment how often. */
  public synchronized <T> T local(Class<T> type, Supplier<T> maker) {
    if (local == null) {
      local = maker.get();
    }
    return type.cast(local);
  }

  /**
   * Sleeps while the int at {@code offset} is {@code expected}, at most {@code nanos}; may return at any time before.
   */
  public void await(int offset, int expected, long nanos) {
    Host.await(memory, offset, expected, nanos);
  }

  /** Wakes at most {@code count} of those who sleep on the int at {@code offset}. */
  public void wake(int offset, int count) {
    Host.wake(memory, offset, count);
  }

  /**
   * For objects that are closed: removes the name if this process made it and never sent it, and counts the mapping
   * among {@link ClosedMappings}, once.
   */
  public void release() {
    name.removeUnlessSent();
    if (!closed.getAndSet(true)) {
      ClosedMappings.closed(memory, HEADER_LENGTH + payloadLength());
    }
  }

  /** Removes the name, so that nobody can attach the segment any more; those who have it go on. */
  public void remove() {
    name.remove();
  }

  /** As {@link #remove()}, for a segment that the caller has let go. */
  public static void remove(SegmentHandle handle) {
    new Name(Path.of(handle.path()), false).remove();
  }

  @Override
  public String toString() {
    return handle.kind() + "[" + handle.path() + ", payloadLength=" + handle.payloadLength() + "]";
  }
}
