package io.multiprocessing.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.api.RemoteCallable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Classes come from the thread's context class loader at the time of decoding, and leave with it. */
class KryoCodecClassLoadersTest {

  private final Codec codec = new KryoCodec();

  /** Loads the classes nested in this test anew, and leaves the rest to the parent. */
  private static final class Restarted extends ClassLoader {
    Restarted() {
      super(KryoCodecClassLoadersTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Bean.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @SuppressWarnings("serial")
  public static class Bean implements Serializable {
    public Object self = this;

    public static Object everything() {
      int captured = 3;
      RemoteCallable<Integer> constant = () -> 1;
      RemoteCallable<Integer> capturing = () -> captured;
      return new Object[] {new Bean(), constant, capturing, Collections.singletonList(new Bean()), Kind.A,
          new Failure(), new Part(1)};
    }

    enum Kind { A }

    record Part(int n) {}

    public static class Failure extends RuntimeException {}
  }

  @Test
  void resolvesClassesThroughTheContextClassLoader() throws Exception {
    Object[] everything = (Object[]) Bean.everything();
    EncodedMessage message = codec.encode(everything);
    Restarted loader = new Restarted();
    Object[] decoded = (Object[]) decodeIn(loader, message);
    assertThat(decoded[0].getClass().getClassLoader()).isSameAs(loader);
    assertThat(decoded[1].getClass().getClassLoader()).isSameAs(loader);
    assertThat(((RemoteCallable<?>) decoded[1]).call()).isEqualTo(1);
    assertThat(((RemoteCallable<?>) decoded[2]).call()).isEqualTo(3);
    assertThat(((List<?>) decoded[3]).get(0).getClass().getClassLoader()).isSameAs(loader);
    assertThat(decoded[4].getClass().getClassLoader()).isSameAs(loader);
    assertThat(decoded[5].getClass().getClassLoader()).isSameAs(loader);
    assertThat(decoded[6].getClass().getClassLoader()).isSameAs(loader);
    assertThat(((Object[]) codec.decode(message))[0]).isInstanceOf(Bean.class);
  }

  @Test
  void fallsBackToItsOwnLoader() {
    EncodedMessage message = codec.encode(Bean.everything());
    assertThat(((Object[]) decodeIn(null, message))[0]).isInstanceOf(Bean.class);
    assertThat(((Object[]) decodeIn(ClassLoader.getPlatformClassLoader(), message))[0]).isInstanceOf(Bean.class);
  }

  @Test
  void letsADiscardedLoaderGo() throws Exception {
    WeakReference<ClassLoader> discarded = useALoader();
    await().atMost(20, TimeUnit.SECONDS).until(() -> {
      codec.decode(codec.encode("x"));
      System.gc();
      return discarded.get() == null;
    });
  }

  private WeakReference<ClassLoader> useALoader() throws Exception {
    Restarted loader = new Restarted();
    Object everything = loader.loadClass(Bean.class.getName()).getMethod("everything").invoke(null);
    for (int i = 0; i < 3; i++) {
      Object decoded = decodeIn(loader, codec.encode(everything));
      assertThat(((Object[]) decoded)[0].getClass().getClassLoader()).isSameAs(loader);
    }
    // The last lookup is remembered; another loader takes its place.
    codec.decode(codec.encode("x"));
    return new WeakReference<>(loader);
  }

  private Object decodeIn(ClassLoader loader, EncodedMessage message) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return codec.decode(message);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
