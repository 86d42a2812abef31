package io.multiprocessing.internal.manager;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.EncodedMessage;
import io.multiprocessing.serialization.KryoCodec;
import io.multiprocessing.serialization.SerializationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy that was made for a reply which doesn't go out keeps no object. */
@Timeout(60)
class UnsendableRepliesTest {

  private static final AuthKey KEY = AuthKey.random();

  private static volatile boolean refuses;

  /** Makes objects. */
  public interface Maker {
    Maker another();
  }

  private record NewMaker() implements RemoteCallable<Maker>, Maker {
    @Override
    public Maker call() {
      return new NewMaker();
    }

    @Override
    public Maker another() {
      return new Other();
    }
  }

  private static final class Other implements Maker {
    @Override
    public Maker another() {
      return this;
    }
  }

  /** Refuses proxies when it is told to. */
  private static final class Refusing implements Codec {
    private final Codec codec = new KryoCodec();

    @Override
    public EncodedMessage encode(@Nullable Object value) {
      if (refuses && value instanceof Handle) {
        throw new SerializationException("no proxies today", null);
      }
      return codec.encode(value);
    }

    @Override
    public @Nullable Object decode(EncodedMessage message) {
      return codec.decode(message);
    }
  }

  private record NewCodec() implements RemoteCallable<Codec> {
    @Override
    public Codec call() {
      return new Refusing();
    }
  }

  private ServerCore server;
  private RawClient client;
  private long maker;

  @BeforeEach
  void serve() throws Throwable {
    refuses = false;
    ManagerConfig config =
        ManagerConfig.builder()
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)) // a session outlives its connection
            .authKey(KEY)
            .codec(new NewCodec())
            .build();
    ManagedType<Maker> type =
        ManagedType.of("Maker", Maker.class, new NewMaker())
            .withProxyResult("another", "Maker");
    server = ServerCore.open(config, new UserTypes(List.of(type)));
    client = RawClient.connect(server.address(), KEY);
    maker = client.create("Maker");
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private int objects() {
    return server.snapshot().objects().size();
  }

  @Test
  void ofAMethodsResult() throws Throwable {
    refuses = true;
    assertThatThrownBy(() -> client.call(maker, "another"))
        .isExactlyInstanceOf(ManagerException.class)
        .hasMessageContainingAll("the result can't be encoded", "no proxies today", server.address().toString());
    await().atMost(10, SECONDS).until(() -> objects() == 1);
    refuses = false;
    Handle handle = (Handle) client.call(maker, "another");
    assertThat(handle.objectId()).isNotEqualTo(maker);
    assertThat(objects()).as("one that is sent is kept").isEqualTo(2);
  }

  @Test
  void ofANewObject() {
    refuses = true;
    assertThatThrownBy(() -> client.create("Maker"))
        .isExactlyInstanceOf(ManagerException.class)
        .hasMessageContainingAll("the result can't be encoded", server.address().toString());
    await().atMost(10, SECONDS).until(() -> objects() == 1);
  }

  @Test
  void ofACallInTheServersOwnProcess() throws Throwable {
    Link link = server.link();
    refuses = true;
    assertThatThrownBy(() -> link.call(maker, "another", false))
        .isExactlyInstanceOf(ManagerException.class)
        .hasMessageContainingAll("the result can't be encoded", server.address().toString());
    assertThat(objects()).isEqualTo(1);
    refuses = false;
    assertThat(link.call(maker, "another", false)).isInstanceOf(Maker.class);
    assertThat(objects()).isEqualTo(2);
  }
}
