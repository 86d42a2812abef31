package io.multiprocessing.internal.manager;

import io.multiprocessing.connection.Addresses;
import io.multiprocessing.manager.ManagerSnapshot;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A link to nowhere that notes what proxies ask of it. */
final class RecordingLink implements Link {

  private final UUID serverId = UUID.randomUUID();

  final List<String> events = new CopyOnWriteArrayList<>();
  volatile @Nullable Object result;
  volatile @Nullable Throwable failure;
  volatile boolean interruptible;
  volatile @Nullable Object @Nullable [] arguments;

  @Override
  public UUID serverId() {
    return serverId;
  }

  @Override
  public SocketAddress address() {
    return Addresses.of("127.0.0.1", 4711);
  }

  @Override
  public @Nullable Object call(long objectId, String method, boolean interruptible, @Nullable Object... arguments)
      throws Throwable {
    events.add("call " + objectId + " " + method + " " + Arrays.toString(arguments));
    this.interruptible = interruptible;
    this.arguments = arguments;
    Throwable thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    return result;
  }

  @Override
  public Handle create(String typeId, @Nullable String name, @Nullable Object... arguments) {
    return handle(1, typeId, Object.class);
  }

  Handle handle(long objectId, String typeId, Class<?> type) {
    return new Handle(serverId, address(), objectId, typeId, type.getName(), 0);
  }

  @Override
  public ManagerSnapshot snapshot() {
    return new ManagerSnapshot(address(), 0, 0, 0, 0, Duration.ZERO, List.of());
  }

  @Override
  public void shutdown(Duration limit) {
    events.add("shutdown");
  }

  @Override
  public void redeem(long objectId, long nonce) {
    events.add("redeem " + objectId);
  }

  @Override
  public void release(long objectId) {
    events.add("release " + objectId);
  }

  @Override
  public void lend(long objectId, long nonce) {
    events.add("lend " + objectId);
  }

  @Override
  public boolean isAlive() {
    return true;
  }
}
