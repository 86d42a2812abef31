package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.AuthenticationException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * One side of the handshake of CPython's {@code multiprocessing.connection}, message by message and without input or
 * output: whoever drives it blocks, or doesn't. For one thread at a time.
 *
 * <pre>
 *   accepting side                               connecting side
 *   #CHALLENGE#{sha256}(40 random bytes)  ---&gt;
 *                                         &lt;---   {sha256}(HMAC-SHA256 of key and challenge, its prefix included)
 *   #WELCOME# or #FAILURE#                ---&gt;
 *                                         &lt;---   #CHALLENGE#...     the same again, the other way round
 * </pre>
 *
 * <p>A driver sends what {@link #start} and {@link #receive} return, calls {@link #check} after each, and is through
 * when {@link #isDone}. Where several digests are allowed, who challenges chooses; we choose sha256. A legacy challenge
 * has 20 bytes without a name, a legacy reply is the HMAC-MD5 alone.
 */
public final class HandshakeDialogue {

  /** The longest message of a peer that has not proved itself. */
  public static final int MAX_MESSAGE_BYTES = 256;

  private static final byte[] CHALLENGE = ascii("#CHALLENGE#");
  private static final byte[] WELCOME = ascii("#WELCOME#");
  private static final byte[] FAILURE = ascii("#FAILURE#");
  private static final int NONCE_LENGTH_BYTES = 40;
  private static final int LEGACY_CHALLENGE_LENGTH_BYTES = 20;
  private static final byte[] NOTHING = {};

  // What is awaited. Not an enum: a starting child needs one class less.
  private static final int START = 0;
  private static final int REPLY = 1;
  private static final int CHALLENGE_OF_PEER = 2;
  private static final int VERDICT = 3;
  private static final int DONE = 4;

  private final byte[] key;
  private final DigestPolicy policy;
  private final boolean challengesFirst;
  private boolean secondHalf;
  private int awaited = START;
  private byte[] challenge = NOTHING;
  private @Nullable AuthenticationException failure;

  private HandshakeDialogue(byte[] key, DigestPolicy policy, boolean challengesFirst, boolean secondHalf) {
    this.key = key;
    this.policy = policy;
    this.challengesFirst = challengesFirst;
    this.secondHalf = secondHalf;
  }

  /** The side that accepts a connection: challenges, then answers. */
  public static HandshakeDialogue accepting(byte[] key, DigestPolicy policy) {
    return new HandshakeDialogue(key, policy, true, true);
  }

  /** The side that connects: answers, then challenges. */
  public static HandshakeDialogue connecting(byte[] key, DigestPolicy policy) {
    return new HandshakeDialogue(key, policy, false, true);
  }

  /** Only challenges. */
  public static HandshakeDialogue delivering(byte[] key, DigestPolicy policy) {
    return new HandshakeDialogue(key, policy, true, false);
  }

  /** Only answers. */
  public static HandshakeDialogue answering(byte[] key, DigestPolicy policy) {
    return new HandshakeDialogue(key, policy, false, false);
  }

  /** The message to begin with, or null if the peer begins. */
  public byte @Nullable [] start() {
    return challengesFirst ? challenge() : awaitChallenge();
  }

  /** Takes the peer's next message, and returns the one to send, or null. */
  public byte @Nullable [] receive(byte[] message) {
    if (awaited == REPLY) {
      return judge(message);
    }
    if (awaited == CHALLENGE_OF_PEER) {
      return answer(message);
    }
    if (awaited == VERDICT) {
      return hear(message);
    }
    throw new IllegalStateException("no message is awaited: awaited=" + awaited);
  }

  /** Throws why the handshake has failed, if it has; to be called when the last message was sent. */
  public void check() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Whether both sides have proved what they had to. */
  public boolean isDone() {
    return awaited == DONE && failure == null;
  }

  private byte[] challenge() {
    byte[] nonce = new byte[NONCE_LENGTH_BYTES];
    new SecureRandom().nextBytes(nonce);
    challenge = concat(HandshakeDigest.SHA256.prefix(), nonce);
    awaited = REPLY;
    return concat(CHALLENGE, challenge);
  }

  private byte @Nullable [] awaitChallenge() {
    awaited = CHALLENGE_OF_PEER;
    return null;
  }

  private byte[] judge(byte[] reply) {
    String flaw = flawOf(reply);
    if (flaw != null) {
      fail(flaw);
      return FAILURE;
    }
    if (secondHalf) {
      secondHalf = false;
      awaitChallenge();
    } else {
      awaited = DONE;
    }
    return WELCOME;
  }

  /** Why the reply doesn't prove the key, or null if it does. */
  private @Nullable String flawOf(byte[] reply) {
    boolean legacy = reply.length == HandshakeDigest.MD5.lengthBytes() || reply.length == LEGACY_CHALLENGE_LENGTH_BYTES;
    HandshakeDigest digest = legacy ? HandshakeDigest.MD5 : HandshakeDigest.named(reply);
    if (digest == null || policy == DigestPolicy.SHA256_ONLY && digest != HandshakeDigest.SHA256) {
      return "digest received was wrong: the peer does not hold the key, or speaks another protocol";
    }
    if (digest == HandshakeDigest.MD5 && policy != DigestPolicy.LEGACY_MD5) {
      return "digest received was wrong: the peer answered by md5, as CPython up to 3.11 does, and that is not allowed;"
          + " legacyMd5(true) allows it";
    }
    byte[] code = Hmac.of(digest, key, challenge);
    byte[] expected = legacy ? code : concat(digest.prefix(), code);
    return MessageDigest.isEqual(expected, reply) ? null : "digest received was wrong: the peer does not hold the key";
  }

  private byte @Nullable [] answer(byte[] received) {
    if (!HandshakeDigest.startsWith(received, CHALLENGE)) {
      return fail("the peer sent no " + expectedName() + "challenge: length=" + received.length);
    }
    byte[] message = new byte[received.length - CHALLENGE.length];
    System.arraycopy(received, CHALLENGE.length, message, 0, message.length);
    if (message.length < LEGACY_CHALLENGE_LENGTH_BYTES) {
      return fail("the peer sent no " + expectedName() + "challenge, it is too short: length=" + message.length);
    }
    if (message.length == LEGACY_CHALLENGE_LENGTH_BYTES) {
      return policy == DigestPolicy.LEGACY_MD5
          ? awaitVerdict(Hmac.of(HandshakeDigest.MD5, key, message))
          : fail(
              "the peer sent no " + expectedName() + "challenge but one of md5, as CPython up to 3.11 does, and that"
                  + " is not allowed; legacyMd5(true) allows it");
    }
    HandshakeDigest digest = HandshakeDigest.named(message);
    if (digest == null || policy == DigestPolicy.SHA256_ONLY && digest != HandshakeDigest.SHA256) {
      return fail(
          "the peer sent no " + expectedName() + "challenge, its digest is not known: length=" + received.length);
    }
    if (digest == HandshakeDigest.MD5 && policy != DigestPolicy.LEGACY_MD5) {
      return fail("the peer sent a challenge of md5, and that is not allowed; legacyMd5(true) allows it");
    }
    return awaitVerdict(concat(digest.prefix(), Hmac.of(digest, key, message)));
  }

  private String expectedName() {
    return policy == DigestPolicy.SHA256_ONLY ? "sha256 " : "";
  }

  private byte[] awaitVerdict(byte[] reply) {
    awaited = VERDICT;
    return reply;
  }

  private byte @Nullable [] hear(byte[] verdict) {
    if (!MessageDigest.isEqual(WELCOME, verdict)) {
      return fail("digest sent was rejected: the peer has another key");
    }
    if (secondHalf) {
      secondHalf = false;
      return challenge();
    }
    awaited = DONE;
    return null;
  }

  private byte @Nullable [] fail(String reason) {
    awaited = DONE;
    failure = new AuthenticationException(reason);
    return null;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = new byte[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
