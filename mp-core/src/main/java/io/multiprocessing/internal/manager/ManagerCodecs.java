package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.serialization.AllowedClasses;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What a manager's server makes of its configuration in its process. */
final class ManagerCodecs {

  /** What proxies are on their way. */
  private static final Class<?>[] OF_PROXIES = {Handle.class, UUID.class, InetSocketAddress.class};

  private ManagerCodecs() {}

  /**
   * The codec: any class for a Unix domain socket, which only this user reaches, else what is allowed.
   *
   * @throws ManagerException if the configuration's own can't be made
   */
  static Codec of(ManagerConfig config, TypeSource types) {
    Codec own = made("codec", config.codec(), config);
    if (own != null) {
      return own;
    }
    AllowedClasses allowed = config.allowedClasses();
    if (allowed == null) {
      if (config.address() == null || config.address() instanceof UnixDomainSocketAddress) {
        return new KryoCodec();
      }
      allowed = AllowedClasses.standard();
    }
    Class<?>[] registered = types.interfaces().toArray(new Class<?>[0]);
    return new KryoCodec(allowed.with(registered).with(OF_PROXIES).with(BuiltInTypes.MESSAGES));
  }

  /** @throws ManagerException if it can't be made */
  static @Nullable SSLContext sslContext(ManagerConfig config) {
    return made("TLS context", config.sslContext(), config);
  }

  private static <T> @Nullable T made(String what, @Nullable RemoteCallable<T> source, ManagerConfig config) {
    if (source == null) {
      return null;
    }
    try {
      return source.call();
    } catch (Exception e) { // of the user's code
      throw new ManagerException(
          "the manager's " + what + " can't be made: address=" + config.address() + ", reason=" + e, e);
    }
  }
}
