package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerUnreachableException;
import io.multiprocessing.sync.InterProcessObject;
import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A proxy with the interface of an object in shared memory. */
abstract class SyncProxy extends BaseProxy implements InterProcessObject {

  @Serial private static final long serialVersionUID = 1L;

  private static final Logger log = LoggerFactory.getLogger(SyncProxy.class);
  private static final String UNLINK = "#unlink";

  SyncProxy(Handle handle, Link link) {
    super(handle, link);
  }

  /** As {@link #invokeInterruptibly}; refused at once if the thread is interrupted. */
  final <T extends @Nullable Object> T waitFor(String method, @Nullable Object... arguments)
      throws InterruptedException {
    Waits.requireNoInterrupt();
    return invokeInterruptibly(method, arguments);
  }

  /** Drops the object for all, also when this proxy is closed. */
  @Override
  public void unlink() {
    try {
      link().call(objectId(), UNLINK, false);
    } catch (ManagerUnreachableException e) {
      throw e;
    } catch (ManagerException e) {
      log.debug("an object was gone before it was unlinked: proxy={}", describe(), e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw wrapped(UNLINK, e);
    }
  }
}
