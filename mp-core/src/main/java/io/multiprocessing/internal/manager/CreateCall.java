package io.multiprocessing.internal.manager;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A client's wish for a shared object, a new one or that of a name. */
final class CreateCall extends RemoteCall {

  private final String typeId;
  private final String name;

  /** @param name empty for a new object without a name */
  CreateCall(ServedClient client, Caller caller, long id, String typeId, String name, ByteBuffer request) {
    super(client, caller, id, request);
    this.typeId = typeId;
    this.name = name;
  }

  @Override
  @Nullable SharedEntry entry() {
    return null;
  }

  @Override
  public String method() {
    return "#create(" + typeId + ")";
  }

  @Override
  void begin() throws Exception {
    decodeArguments();
    Handle made = server().create(typeId, name, arguments(), session());
    reply(made);
    if (!isResultSent()) {
      disown(made);
    }
  }
}
