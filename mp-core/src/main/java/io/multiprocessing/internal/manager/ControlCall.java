package io.multiprocessing.internal.manager;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client's question to the server itself. */
final class ControlCall extends RemoteCall {

  private final String name;
  private final Supplier<? extends @Nullable Object> work;

  ControlCall(ServedClient client, long id, String name, Supplier<? extends @Nullable Object> work) {
    super(client, new Caller(client, 0), id, ByteBuffer.allocate(0));
    this.name = name;
    this.work = work;
  }

  @Override
  @Nullable SharedEntry entry() {
    return null;
  }

  @Override
  public String method() {
    return name;
  }

  @Override
  void begin() {
    reply(work.get());
  }
}
