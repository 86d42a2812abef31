package io.multiprocessing.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.multiprocessing.api.RemoteCallable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates for tests, made when they are first asked for, and here rather than by keytool, which is a JVM for each
 * step: the JDK signs and reads certificates, and only their layout is to be written (X.509 in DER).
 */
public final class TestCertificates {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int INTEGER = 2;
  private static final int BITS = 3;
  private static final int OCTETS = 4;
  private static final int OBJECT_ID = 6;
  private static final int UTF8 = 12;
  private static final int UTC_TIME = 23;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final byte[] ECDSA_SHA256 =
      der(SEQUENCE, der(OBJECT_ID, new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2}));
  private static final byte[] OF_AUTHORITY = // basic constraints, critical: it may sign others
      der(SEQUENCE, der(OBJECT_ID, new byte[] {0x55, 0x1d, 0x13}), new byte[] {1, 1, -1},
          der(OCTETS, der(SEQUENCE, new byte[] {1, 1, -1})));
  private static final byte[] LOCALHOST =
      names(der(DNS_NAME, "localhost".getBytes(US_ASCII)), der(IP_ADDRESS, new byte[] {127, 0, 0, 1}));
  private static final byte[] ELSEWHERE = names(der(DNS_NAME, "elsewhere.example".getBytes(US_ASCII)));

  private static final class Holder {
    private static final TestCertificates INSTANCE = new TestCertificates();
    private static final Source BOTH = INSTANCE.source(Duration.ZERO, LOCALHOST);
  }

  private final KeyPair authority;
  private final KeyPair server;
  private final Certificate authorityCertificate;

  private TestCertificates() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      authority = generator.generateKeyPair();
      server = generator.generateKeyPair();
      authorityCertificate = issue("test authority", authority.getPublic(), Duration.ZERO, OF_AUTHORITY);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A context in whatever process it is asked for, as {@code ManagerConfig.Builder.ssl} wants it. */
  public record Source(byte[] keys, byte[] trust) implements RemoteCallable<SSLContext> {

    @Override
    public SSLContext call() throws GeneralSecurityException, IOException {
      KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(load(keys), PASSWORD);
      TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      others.init(load(trust));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), others.getTrustManagers(), null);
      return context;
    }
  }

  /** With a certificate for {@code localhost} and {@code 127.0.0.1}, and trust in those made here: for both sides. */
  public static Source both() {
    return Holder.BOTH;
  }

  static SSLContext good() {
    return context(both());
  }

  static SSLContext elsewhere() {
    return context(Holder.INSTANCE.source(Duration.ZERO, ELSEWHERE));
  }

  static SSLContext expired() {
    return context(Holder.INSTANCE.source(Duration.ofDays(20), LOCALHOST));
  }

  /** Has no certificate, and trusts what the JDK trusts: none of these. */
  static SSLContext untrusting() throws GeneralSecurityException {
    return SSLContext.getDefault();
  }

  private static SSLContext context(Source source) {
    try {
      return source.call();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Source source(Duration age, byte[] names) {
    try {
      KeyStore keys = load(null);
      Certificate[] chain = {issue("server", server.getPublic(), age, names), authorityCertificate};
      keys.setKeyEntry("server", server.getPrivate(), PASSWORD, chain);
      KeyStore trust = load(null);
      trust.setCertificateEntry("authority", authorityCertificate);
      return new Source(bytes(keys), bytes(trust));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Valid for ten days, from a day before {@code age} ago. */
  private Certificate issue(String subject, PublicKey key, Duration age, byte[] extension)
      throws GeneralSecurityException {
    Instant from = Instant.now().minus(age).minus(Duration.ofDays(1));
    byte[] content =
        der(SEQUENCE,
            der(VERSION, der(INTEGER, new byte[] {2})),
            der(INTEGER, new byte[] {1}),
            ECDSA_SHA256,
            name("test authority"),
            der(SEQUENCE, time(from), time(from.plus(Duration.ofDays(10)))),
            name(subject),
            key.getEncoded(),
            der(EXTENSIONS, der(SEQUENCE, extension)));
    byte[] signed = der(SEQUENCE, content, ECDSA_SHA256, der(BITS, new byte[1], sign(authority.getPrivate(), content)));
    return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
  }

  private static byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(content);
    return signature.sign();
  }

  private static byte[] name(String commonName) {
    byte[] attribute =
        der(SEQUENCE, der(OBJECT_ID, new byte[] {0x55, 4, 3}), der(UTF8, commonName.getBytes(US_ASCII)));
    return der(SEQUENCE, der(SET, attribute));
  }

  private static byte[] names(byte[]... alternatives) {
    return der(SEQUENCE, der(OBJECT_ID, new byte[] {0x55, 0x1d, 0x11}), der(OCTETS, der(SEQUENCE, alternatives)));
  }

  private static byte[] time(Instant moment) {
    return der(UTC_TIME, TIME.format(moment).getBytes(US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (length >= 0x100) {
      all.write(0x82); // the length follows in two bytes
      all.write(length >>> 8);
    } else if (length >= 0x80) {
      all.write(0x81); // in one
    }
    all.write(length);
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  private static KeyStore load(byte[] bytes) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(bytes == null ? null : new ByteArrayInputStream(bytes), PASSWORD);
    return store;
  }

  private static byte[] bytes(KeyStore store) throws GeneralSecurityException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, PASSWORD);
    return out.toByteArray();
  }
}
