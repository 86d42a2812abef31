package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** What can't travel is refused by name and path, and the next message is right. */
@SuppressWarnings("serial")
class KryoCodecRefusalsTest {

  private final Codec codec = new KryoCodec();

  static class Job {
    String secret = "s3cr3t";
    Object worker;

    Job(Object worker) {
      this.worker = worker;
    }
  }

  record Wrapped(Object inner) {}

  static final class OwnStream extends java.io.InputStream {
    @Override
    public int read() {
      return -1;
    }
  }

  static final class Custom implements Serializable {
    final Object inside;

    Custom(Object inside) {
      this.inside = inside;
    }

    private Object readResolve() {
      return this;
    }
  }

  @Test
  void namesTheClassAndThePathOfFields() {
    assertThatThrownBy(() -> codec.encode(new Job(new Thread())))
        .isInstanceOf(SerializationException.class)
        .hasMessage("cannot encode " + Job.class.getName() + ": java.lang.Thread can't travel to another process: path="
            + Job.class.getName() + ".worker -> java.lang.Thread; make the field transient or send the data it holds");
  }

  @Test
  void namesThePathThroughContainers() {
    Object value = new Wrapped(new ArrayList<>(List.of("a", Map.of("k", Optional.of(
        new Object[] {new AtomicReference<>(Collections.synchronizedList(new ArrayList<>(List.of(new Thread()))))})))));
    assertThatThrownBy(() -> codec.encode(value))
        .hasMessageContaining(Wrapped.class.getName() + ".inner -> java.util.ArrayList[1] -> ")
        .hasMessageContaining("[value] -> java.util.Optional.value -> java.lang.Object[0] -> ")
        .hasMessageContaining("AtomicReference (serialized by the JDK) -> ")
        .hasMessageContaining("java.util.ArrayList[0] -> java.lang.Thread;");
  }

  @Test
  void refusesWhatBelongsToItsProcess() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Process process = new ProcessBuilder("true").start();
    Pipe pipe = Pipe.open();
    Object connection = Proxy.newProxyInstance(
        getClass().getClassLoader(), new Class<?>[] {java.sql.Connection.class}, (proxy, method, arguments) -> null);
    try (Socket socket = new Socket()) {
      for (Object value : List.of(new Thread(), getClass().getClassLoader(), new ByteArrayInputStream(new byte[1]),
          new OwnStream(), System.out, socket, executor, process, process.toHandle(), pipe.source(), connection,
          new ThreadLocal<>(), new CompletableFuture<>(), new java.lang.ref.WeakReference<>("a"),
          Object.class.getMethods()[0], new java.util.Timer(true), new Custom(new Thread()))) {
        String name = value instanceof Custom ? "java.lang.Thread"
            : value.getClass().getName();
        assertThatThrownBy(() -> codec.encode(new Job(value)))
            .as(value.getClass().getName())
            .isInstanceOf(SerializationException.class)
            .hasMessageContaining("path=" + Job.class.getName() + ".worker -> ")
            .hasMessageContaining(name)
            .hasMessageNotContaining("s3cr3t");
      }
    } finally {
      executor.shutdownNow();
      process.destroyForcibly();
      pipe.source().close();
      pipe.sink().close();
    }
  }

  @Test
  void refusesALockThatAThreadHolds() {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    assertThatThrownBy(() -> codec.encode(new Job(lock)))
        .hasMessageContaining("ReentrantLock can't travel to another process while a thread holds it");
    lock.unlock();
    assertThat(TestMessages.copy(codec, new Job(lock)).worker).isInstanceOf(ReentrantLock.class);
  }

  @Test
  void refusesACycleThatCannotBeRebuilt() {
    List<Object> list = new ArrayList<>();
    Wrapped wrapped = new Wrapped(list);
    list.add(wrapped);
    assertThatThrownBy(() -> codec.encode(wrapped))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("can't refer back to itself")
        .hasMessageContaining("java.util.ArrayList[0] -> " + Wrapped.class.getName());
  }

  @Test
  void refusesAGraphThatIsNestedTooDeeply() {
    Job first = new Job(null);
    Job last = first;
    for (int i = 0; i < 100_000; i++) {
      Job next = new Job(null);
      last.worker = next;
      last = next;
    }
    assertThatThrownBy(() -> codec.encode(first))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("nested too deeply: limit=");
    Throwable chain = new RuntimeException();
    for (int i = 0; i < 20_000; i++) {
      chain = new RuntimeException("m", chain);
    }
    Throwable deep = chain;
    assertThatThrownBy(() -> codec.encode(deep))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void copiesTheDeepestPermittedGraphOnADefaultStack() throws Exception {
    Job first = new Job(null);
    Job last = first;
    for (int i = 0; i < GraphWriter.MAX_DEPTH - 2; i++) {
      Job next = new Job(null);
      last.worker = next;
      last = next;
    }
    AtomicReference<Object> outcome = new AtomicReference<>();
    Thread thread = new Thread(null, () -> {
      try {
        outcome.set(TestMessages.copy(codec, first));
      } catch (Throwable e) {
        outcome.set(e);
      }
    }, "default", 1024 * 1024);
    thread.start();
    thread.join();
    assertThat(outcome.get()).isInstanceOf(Job.class);
  }

  @Test
  void encodesTheNextMessageAfterEachRefusal() {
    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> codec.encode(new Job(List.of("a", new byte[100_000], new Thread()))))
          .isInstanceOf(SerializationException.class);
      EncodedMessage next = codec.encode(new ArrayList<>(List.of("a", "b")));
      assertThat(next.attachments()).isEmpty();
      assertThat(codec.decode(TestMessages.transfer(next))).isEqualTo(List.of("a", "b"));
    }
  }
}
