package io.multiprocessing.internal.process;

import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.internal.protocol.Call;
import io.multiprocessing.internal.protocol.Failure;
import io.multiprocessing.internal.protocol.Frame;
import io.multiprocessing.internal.protocol.FrameKind;
import io.multiprocessing.internal.protocol.Initialization;
import io.multiprocessing.internal.protocol.Samples;
import io.multiprocessing.internal.transport.FrameChannel;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ImageRehearsal;
import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.OutputMode;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that is given a few tasks of the usual kinds and then leaves in order, so that its JVM can archive what it
 * used.
 */
final class Rehearsal implements ChildEvents {

  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final @Nullable RemoteRunnable action;
  private final RemoteRunnable practice;
  private final Codec codec = new KryoCodec();
  private final CompletableFuture<DeathReport> end = new CompletableFuture<>();
  private boolean answered; // by the last task; written before the end is reported

  private Rehearsal(@Nullable RemoteRunnable action, RemoteRunnable practice) {
    this.action = action;
    this.practice = practice;
  }

  /**
   * Runs one in a child with these JVM arguments, which also does what is given to practise, and waits for its end. If
   * there is something of its own to rehearse, the child is otherwise like those that the image is for.
   *
   * @return whether it did what it should and left in order
   * @throws InterruptedException if the thread was interrupted; the child is killed
   */
  static boolean run(
      Launcher launcher, LaunchOptions like, List<String> jvmArguments, RemoteRunnable practice) throws InterruptedException {
    ImageRehearsal own = like.imageRehearsal();
    Rehearsal rehearsal = new Rehearsal(own == null ? null : own.action(), practice);
    List<String> arguments = new ArrayList<>(own == null ? List.of() : like.jvmArguments());
    arguments.addAll(jvmArguments);
    LaunchOptions options =
        (own == null ? LaunchOptions.builder() : like.toBuilder()).jvmArguments(arguments).startTimeout(LIMIT).build();
    LaunchSpec spec =
        new LaunchSpec(
            "worker-image", "0", true, AuthKey.random(), options, OutputMode.DISCARD, "worker-image", 1, false);
    LaunchedChild child = launcher.launch(spec, rehearsal);
    try {
      DeathReport report = rehearsal.end.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("the rehearsal has ended: answered={}, end={}", rehearsal.answered, report.describe());
      return rehearsal.answered && report.status().exitCode() == 0;
    } catch (TimeoutException e) {
      log.debug("the rehearsal took too long: limit={}", LIMIT);
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end is never exceptional", e);
    } finally {
      child.kill();
    }
  }

  @Override
  public void connected(LaunchedChild child, FrameChannel data) {
    try {
      data.send(FrameKind.INIT, 0, codec.encode(new Initialization(action, null)));
      requireReady(receive(data));
      for (Object activity : Samples.activities()) {
        data.send(FrameKind.REHEARSE, 0, codec.encode(activity));
        receive(data);
      }
      data.send(FrameKind.REHEARSE, 0, codec.encode(Samples.state()));
      receive(data);
      long sequence = 0;
      List<Call> calls = new ArrayList<>(Samples.calls());
      calls.add(new Call.Running(practice));
      for (Call call : calls) {
        data.send(FrameKind.TASK, ++sequence, codec.encode(call));
        Frame reply = receive(data);
        if (reply.kind() == FrameKind.RESULT) {
          codec.decode(reply.message());
        }
        log.debug("the rehearsal was answered: call={}, kind={}", call.getClass().getSimpleName(), reply.kind());
      }
      answered = true;
      data.send(FrameKind.STOP, 0, new EncodedMessage(ByteBuffer.allocate(0), List.of()));
    } catch (IOException e) {
      log.debug("the rehearsal broke off", e);
      child.kill();
    }
  }

  private void requireReady(Frame reply) throws IOException {
    if (reply.kind() == FrameKind.FAILURE) {
      byte[] failure = new byte[reply.message().body().remaining()];
      reply.message().body().get(failure);
      throw new IOException("what was to be rehearsed failed", Failure.fromBytes(failure).toThrowable(codec, "rehearsal"));
    }
  }

  private static Frame receive(FrameChannel data) throws IOException {
    Frame frame = data.receive();
    if (frame == null) {
      throw new IOException("the child closed its channel");
    }
    return frame;
  }

  @Override
  public void exited(LaunchedChild child, DeathReport report) {
    end.complete(report);
  }
}
