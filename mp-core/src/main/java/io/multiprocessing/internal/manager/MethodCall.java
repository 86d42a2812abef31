package io.multiprocessing.internal.manager;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A client's call of a shared object's method. */
final class MethodCall extends RemoteCall {

  private final long objectId;
  private final @Nullable SharedEntry entry;
  private final String method;

  /** @param entry the object, or null if it is gone */
  MethodCall(
      ServedClient client,
      Caller caller,
      long id,
      long objectId,
      @Nullable SharedEntry entry,
      String method,
      ByteBuffer request) {
    super(client, caller, id, request);
    this.objectId = objectId;
    this.entry = entry;
    this.method = method;
  }

  @Override
  @Nullable SharedEntry entry() {
    return entry;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  void begin() throws Exception {
    if (entry == null) {
      throw server().gone(objectId);
    }
    decodeArguments();
    server().invoke(entry, this);
  }
}
