package io.multiprocessing.internal.worker;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.internal.protocol.ProcessState;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.SerializationException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a waiting JVM does with a sample: all that it will do with a real message, often enough that classes are loaded,
 * call sites linked and the code compiled once.
 */
final class Practice {

  /** Enough for the first compiler; what is gained by more is less than what it costs. */
  private static final int ROUNDS = 50;

  private Practice() {}

  /** Decodes the message again and again, and runs it as its kind is run. */
  static void run(Codec codec, EncodedMessage message) throws Exception {
    ByteBuffer body = ByteBuffer.allocate(message.body().remaining()).put(message.body()).flip();
    List<ByteBuffer> attachments = message.attachments();
    for (int round = 0; round < ROUNDS; round++) {
      List<ByteBuffer> again = new ArrayList<>();
      for (ByteBuffer attachment : attachments) {
        again.add(attachment.duplicate());
      }
      Object sample = codec.decode(new EncodedMessage(body.duplicate(), again));
      if (sample instanceof RemoteRunnable target) {
        target.run();
      } else if (sample instanceof ChildProcess process) {
        process.run();
      } else if (sample instanceof ProcessState) {
        ProcessState.unchanged(Map.of()).apply(); // changes nothing
      } else if (sample instanceof Call.Single call) {
        runAlone(call, codec);
      } else if (sample instanceof Call.Chunk chunk) {
        ChunkRunner.run(chunk, codec);
      } else {
        throw new SerializationException("a sample must be a process, its state or a call", null);
      }
    }
    Farewell.signal();
  }

  private static void runAlone(Call.Single call, Codec codec) {
    try {
      codec.encode(call.run());
    } catch (Exception e) { // as of a task that throws
      Failure.of(e, codec).toByteArray();
    }
  }
}
