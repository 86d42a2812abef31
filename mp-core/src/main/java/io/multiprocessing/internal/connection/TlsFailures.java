package io.multiprocessing.internal.connection;

import java.io.EOFException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.jspecify.annotations.Nullable;

/** What the failures of a handshake of TLS mean, for people. */
final class TlsFailures {

  private static final int LONGEST_REASON = 300;

  private TlsFailures() {}

  /** @param peer who is on the other side: {@code the listener} or {@code the client} */
  static String explain(Throwable failure, String peer) {
    String text = String.valueOf(failure.getMessage());
    if (failure instanceof EOFException || isReset(text)) {
      return peer + " ended the connection; it may not speak TLS, or refuse this side";
    }
    if (has(failure, CertificateExpiredException.class)) {
      return "the certificate of " + peer + " has expired";
    }
    if (has(failure, CertificateNotYetValidException.class)) {
      return "the certificate of " + peer + " is not valid yet";
    }
    if (has(failure, CertPathBuilderException.class)) {
      return "the certificate of " + peer + " is not trusted here; the SSLContext needs its authority";
    }
    CertificateException certificate = find(failure, CertificateException.class);
    if (certificate != null) {
      return String.valueOf(certificate.getMessage()).startsWith("No ")
          ? "the certificate of " + peer + " is for another host"
          : "the certificate of " + peer + " was not accepted";
    }
    if (text.contains("Unrecognized SSL message") || text.contains("unrecognized SSL message")
        || text.contains("Not a handshake record")) {
      return peer + " does not speak TLS";
    }
    return text.contains("Received fatal alert") ? peer + " refused this side" : "the two sides do not agree";
  }

  /** What went wrong, in the words of the JDK, cut to a bearable length. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String text = String.valueOf(root.getMessage() == null ? root : root.getMessage());
    return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "..." : text;
  }

  private static boolean isReset(String text) {
    return text.startsWith("Connection reset") || text.startsWith("Broken pipe");
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    return find(failure, type) != null;
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
