package io.multiprocessing.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.manager.RemoteObject;
import io.multiprocessing.pool.RemoteTaskException;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterfaceProxyTest {

  interface Parent<T> {
    void take(T value);

    default String greeting() {
      return "from here";
    }
  }

  interface Sample extends Parent<String> {
    int add(int first, int second);

    String find(int index);

    String find(String name, long[] numbers);

    void await() throws InterruptedException;

    void read() throws IOException;

    String describe();
  }

  interface Clashing {
    int close();
  }

  private final Codec codec = new KryoCodec();
  private final RecordingLink link = new RecordingLink();
  private final Sample proxy = (Sample) Proxies.of(Sample.class, link.handle(7, "sample", Sample.class), link);

  @BeforeEach
  void known() {
    Links.register(link);
  }

  @AfterEach
  void unknown() {
    Links.unregister(link);
  }

  @Test
  void sendsAMethodByItsNameAndAnOverloadedOneWithItsTypes() {
    link.result = 7;
    assertThat(proxy.add(4, 3)).isEqualTo(7);
    link.result = "found";
    assertThat(proxy.find(1)).isEqualTo("found");
    proxy.find("a", new long[0]);
    proxy.take("b");
    assertThat(link.events.subList(0, 3)).containsExactly("redeem 7", "call 7 add [4, 3]", "call 7 find(int) [1]");
    assertThat(link.events.get(3)).startsWith("call 7 find(String,long[]) [a, ");
    assertThat(link.events.get(4)).isEqualTo("call 7 take [b]");
  }

  @Test
  void runsDefaultMethodsWhereTheObjectIs() {
    link.result = "from there";
    assertThat(proxy.greeting()).isEqualTo("from there");
  }

  @Test
  void isInterruptibleWhereTheMethodDeclaresIt() throws Exception {
    proxy.await();
    assertThat(link.interruptible).isTrue();
    proxy.take("x");
    assertThat(link.interruptible).isFalse();
    ((RemoteObject) proxy).call("take", "x");
    assertThat(link.interruptible).isTrue();
  }

  @Test
  void throwsWhatTheMethodDeclaresAndWrapsOtherCheckedExceptions() {
    link.failure = new FileNotFoundException("gone");
    assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(proxy::read);
    assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(() -> ((RemoteObject) proxy).call("read"));
    assertThatExceptionOfType(RemoteTaskException.class)
        .isThrownBy(() -> proxy.add(1, 2))
        .withMessageContaining("method=add")
        .withMessageContaining("SampleProxy[typeId=sample, id=7, address=/127.0.0.1:4711]")
        .withCause(link.failure);
    link.failure = new IllegalArgumentException("no");
    assertThatIllegalArgumentException().isThrownBy(() -> proxy.add(1, 2)).withMessage("no");
    link.failure = new StackOverflowError();
    assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> proxy.add(1, 2));
  }

  @Test
  void itsTextIsTheObjectsAndNeverFails() {
    link.result = "[1, 2]";
    assertThat(proxy).hasToString("[1, 2]");
    link.failure = new IllegalStateException("nobody there");
    assertThat(proxy).hasToString("SampleProxy[typeId=sample, id=7, address=/127.0.0.1:4711] (nobody there)");
  }

  @Test
  void methodsOfRemoteObjectAreTheProxysOwn() {
    assertThat(proxy.describe()).startsWith("SampleProxy[");
    RemoteObject remote = (RemoteObject) proxy;
    assertThat(remote.typeId()).isEqualTo("sample");
    assertThat(remote.managerAddress()).isEqualTo(link.address());
    link.result = List.of(1);
    assertThat(remote.copy()).isEqualTo(List.of(1));
    assertThat(link.events).endsWith("call 7 #copy []");
  }

  @Test
  void refusesAnInterfaceThatClashesWithRemoteObject() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Proxies.of(Clashing.class, link.handle(8, "clashing", Clashing.class), link))
        .withMessageContaining("type=" + Clashing.class.getName());
    assertThat(link.events).doesNotContain("redeem 8");
  }

  @Test
  void isEqualToAnyProxyOfTheSameObject() {
    Object same = Proxies.of(link.handle(7, "sample", Sample.class), link);
    Object other = Proxies.of(link.handle(8, "sample", Sample.class), link);
    assertThat(proxy).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other).isNotEqualTo("a text");
    RecordingLink elsewhere = new RecordingLink();
    assertThat(proxy).isNotEqualTo(Proxies.of(elsewhere.handle(7, "sample", Sample.class), elsewhere));
  }

  @Test
  void travelsAsAHandleAndBecomesAProxyAgain() {
    Object arrived = codec.decode(codec.encode(List.of(proxy, proxy)));
    assertThat(arrived).isEqualTo(List.of(proxy, proxy));
    assertThat(((List<?>) arrived).get(0)).isInstanceOf(Sample.class).isSameAs(((List<?>) arrived).get(1));
    assertThat(link.events).containsExactly("redeem 7", "lend 7", "redeem 7");
  }

  @Test
  void travelsAlsoWhereItsInterfaceIsOneOfWhatBelongsToAProcess() {
    Object service = Proxies.of(ExecutorService.class, link.handle(9, "service", ExecutorService.class), link);
    assertThat(codec.decode(codec.encode(service))).isInstanceOf(ExecutorService.class).isEqualTo(service);
  }

  @Test
  void arrivesWithoutItsInterfaceWhereThatIsUnknown() {
    Handle handle = new Handle(link.serverId(), link.address(), 5, "other", "no.such.Interface", 0);
    assertThat(Proxies.of(handle)).isInstanceOf(RemoteObject.class);
    Handle notAnInterface = new Handle(link.serverId(), link.address(), 5, "other", "java.lang.String", 0);
    assertThat(Proxies.of(notAnInterface)).isInstanceOf(RemoteObject.class);
  }

  @Test
  void givesItsReferenceBackOnceAndRefusesCallsAfterwards() {
    RemoteObject remote = (RemoteObject) proxy;
    remote.close();
    remote.close();
    assertThat(link.events).containsExactly("redeem 7", "release 7");
    assertThatIllegalStateException()
        .isThrownBy(() -> proxy.add(1, 2))
        .withMessageContaining("SampleProxy[typeId=sample, id=7, address=/127.0.0.1:4711, closed]");
    assertThat(proxy.toString()).contains("closed");
    assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> codec.encode(proxy));
  }

  @Test
  void isReleasedWhenItIsCollected() {
    Proxies.of(Sample.class, link.handle(11, "sample", Sample.class), link);
    await().atMost(Duration.ofSeconds(20)).until(() -> {
      System.gc();
      return link.events.contains("release 11");
    });
  }
}
