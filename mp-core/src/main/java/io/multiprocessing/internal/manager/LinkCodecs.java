package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.manager.ManagerConfig;
import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.manager.ManagerSnapshot;
import io.multiprocessing.serialization.AllowedClasses;
import io.multiprocessing.serialization.Codec;
import io.multiprocessing.serialization.KryoCodec;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What a client makes of its configuration: its codec and its TLS context. */
final class LinkCodecs {

  private static final Codec ANY = new KryoCodec();

  /** What servers send by themselves, beside what is standard. */
  private static final Class<?>[] OWN = {
    Handle.class, UUID.class, ManagerSnapshot.class, ManagerSnapshot.SharedObjectInfo.class
  };

  private LinkCodecs() {}

  /**
   * A Unix domain socket is this user's own; whoever is at any other address is trusted with less.
   *
   * @param address where the server is, or null for a private one
   * @throws ManagerException if the configuration's own codec can't be made
   */
  static Codec of(ManagerConfig config, @Nullable SocketAddress address) {
    RemoteCallable<Codec> own = config.codec();
    if (own != null) {
      return made("codec", own, address);
    }
    AllowedClasses allowed = config.allowedClasses();
    if (allowed == null && (address == null || address instanceof UnixDomainSocketAddress)) {
      return ANY;
    }
    return new KryoCodec((allowed == null ? AllowedClasses.standard() : allowed).with(OWN).with(BuiltInTypes.MESSAGES));
  }

  /**
   * Null without TLS.
   *
   * @throws ManagerException if it can't be made
   */
  static @Nullable SSLContext tls(ManagerConfig config, @Nullable SocketAddress address) {
    RemoteCallable<SSLContext> source = config.sslContext();
    return source == null ? null : made("TLS context", source, address);
  }

  private static <T> T made(String what, RemoteCallable<T> source, @Nullable SocketAddress address) {
    try {
      return source.call();
    } catch (Exception e) {
      throw new ManagerException(
          "the manager's " + what + " can't be made: address=" + Texts.place(address) + ", reason=" + e, e);
    }
  }
}
