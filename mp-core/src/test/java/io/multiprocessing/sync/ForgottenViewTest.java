package io.multiprocessing.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread holds a reentrant lock also when nothing refers to the view any more through which it was locked. */
@Timeout(60)
class ForgottenViewTest {

  private static byte[] send() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Multiprocessing.get().reentrantLock());
    }
    return bytes.toByteArray();
  }

  private static InterProcessReentrantLock attach(byte[] handle) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(handle))) {
      return (InterProcessReentrantLock) in.readObject();
    }
  }

  private static WeakReference<Object> lock(byte[] handle) throws Exception {
    InterProcessReentrantLock view = attach(handle);
    view.lock();
    return new WeakReference<>(view);
  }

  private static void awaitGone(WeakReference<Object> view) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return view.get() == null;
            });
    System.gc();
  }

  @Test
  void isHeldThroughTheNextView() throws Exception {
    byte[] handle = send();
    awaitGone(lock(handle));
    InterProcessReentrantLock again = attach(handle);
    assertThat(again.isHeldByCurrentThread()).isTrue();
    assertThat(again.tryLock()).isTrue();
    assertThat(again.getHoldCount()).isEqualTo(2);
    again.unlock();
    again.unlock();
    assertThat(again.isLocked()).isFalse();
    again.unlink();
  }
}
