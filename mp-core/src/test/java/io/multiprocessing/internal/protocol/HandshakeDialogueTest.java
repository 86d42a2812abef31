package io.multiprocessing.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.multiprocessing.api.AuthenticationException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said, byte by byte, in both roles; the codes are checked against the JDK's own. */
class HandshakeDialogueTest {

  private static final byte[] KEY = ascii("key");
  private static final byte[] EMPTY = {};

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** The JDK's code; a key of one zero byte stands for the empty one, which it refuses and which gives the same. */
  private static byte[] code(HandshakeDigest digest, byte[] key, byte[] message) throws GeneralSecurityException {
    String name =
        switch (digest) {
          case MD5 -> "HmacMD5";
          case SHA256 -> "HmacSHA256";
          case SHA384 -> "HmacSHA384";
          case SHA3_256 -> "HmacSHA3-256";
          case SHA3_384 -> "HmacSHA3-384";
        };
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, name));
    return mac.doFinal(message);
  }

  private static byte[] named(HandshakeDigest digest, byte[] key, byte[] message) throws GeneralSecurityException {
    return concat(ascii("{" + digest.wireName() + "}"), code(digest, key, message));
  }

  /** The challenge within a message that carries it. */
  private static byte[] challengeIn(byte[] message) {
    assertThat(new String(message, StandardCharsets.ISO_8859_1)).startsWith("#CHALLENGE#{sha256}");
    assertThat(message).hasSize("#CHALLENGE#{sha256}".length() + 40);
    return Arrays.copyOfRange(message, "#CHALLENGE#".length(), message.length);
  }

  @ParameterizedTest
  @EnumSource(HandshakeDigest.class)
  void theCodesAreTheStandardOnes(HandshakeDigest digest) throws Exception {
    long seed = System.nanoTime();
    System.out.println("HandshakeDialogueTest seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] key = new byte[random.nextInt(300)];
      byte[] message = new byte[random.nextInt(300)];
      random.nextBytes(key);
      random.nextBytes(message);
      assertThat(Hmac.of(digest, key, message)).as("seed=%d", seed).isEqualTo(code(digest, key, message));
    }
  }

  @ParameterizedTest
  @EnumSource(HandshakeDigest.class)
  void answersWithTheDigestThatTheChallengeNames(HandshakeDigest digest) throws Exception {
    for (byte[] key : new byte[][] {KEY, EMPTY}) {
      byte[] challenge = ascii("{" + digest.wireName() + "}" + "x".repeat(40));
      DigestPolicy policy = digest == HandshakeDigest.MD5 ? DigestPolicy.LEGACY_MD5 : DigestPolicy.NAMED;
      HandshakeDialogue dialogue = HandshakeDialogue.answering(key, policy);
      assertThat(dialogue.start()).isNull();

      assertThat(dialogue.receive(concat(ascii("#CHALLENGE#"), challenge))).isEqualTo(named(digest, key, challenge));
      assertThat(dialogue.isDone()).isFalse();
      assertThat(dialogue.receive(ascii("#WELCOME#"))).isNull();
      assertThat(dialogue.isDone()).isTrue();
    }
  }

  @Test
  void aNamedMd5ChallengeIsNotAnsweredUnlessThatIsAllowed() {
    HandshakeDialogue dialogue = HandshakeDialogue.answering(KEY, DigestPolicy.NAMED);
    dialogue.start();
    assertThat(dialogue.receive(ascii("#CHALLENGE#{md5}" + "x".repeat(40)))).isNull();
    assertThat(catchThrowable(dialogue::check)).hasMessageContaining("legacyMd5(true) allows it");
  }

  @ParameterizedTest
  @EnumSource(HandshakeDigest.class)
  void takesRepliesByEveryNamedDigestButMd5UnlessThatIsAllowed(HandshakeDigest digest) throws Exception {
    for (DigestPolicy policy : DigestPolicy.values()) {
      HandshakeDialogue dialogue = HandshakeDialogue.delivering(KEY, policy);
      byte[] challenge = challengeIn(dialogue.start());

      byte[] verdict = dialogue.receive(named(digest, KEY, challenge));

      boolean allowed =
          switch (policy) {
            case SHA256_ONLY -> digest == HandshakeDigest.SHA256;
            case NAMED -> digest != HandshakeDigest.MD5;
            case LEGACY_MD5 -> true;
          };
      assertThat(dialogue.isDone()).as("%s %s", policy, digest).isEqualTo(allowed);
      assertThat(verdict).isEqualTo(ascii(allowed ? "#WELCOME#" : "#FAILURE#"));
    }
  }

  @Test
  void aBareMd5ReplyIsTakenOnlyIfLegacyIsAllowed() throws Exception {
    for (DigestPolicy policy : DigestPolicy.values()) {
      HandshakeDialogue dialogue = HandshakeDialogue.delivering(KEY, policy);
      byte[] challenge = challengeIn(dialogue.start());

      byte[] verdict = dialogue.receive(code(HandshakeDigest.MD5, KEY, challenge));

      boolean allowed = policy == DigestPolicy.LEGACY_MD5;
      assertThat(verdict).isEqualTo(ascii(allowed ? "#WELCOME#" : "#FAILURE#"));
      assertThat(dialogue.isDone()).isEqualTo(allowed);
      assertThat(catchThrowable(dialogue::check) == null).isEqualTo(allowed);
    }
  }

  @Test
  void aLegacyChallengeIsAnsweredByBareMd5OnlyIfThatIsAllowed() throws Exception {
    byte[] challenge = ascii("x".repeat(20));
    byte[] message = concat(ascii("#CHALLENGE#"), challenge);

    HandshakeDialogue allowed = HandshakeDialogue.answering(KEY, DigestPolicy.LEGACY_MD5);
    allowed.start();
    assertThat(allowed.receive(message)).isEqualTo(code(HandshakeDigest.MD5, KEY, challenge));

    HandshakeDialogue refused = HandshakeDialogue.answering(KEY, DigestPolicy.NAMED);
    refused.start();
    assertThat(refused.receive(message)).isNull();
    assertThatThrownBy(refused::check)
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("legacyMd5(true) allows it");
  }

  static Stream<byte[]> badChallenges() {
    return Stream.of(
            "", "#CHALLENGE#", "#CHALLENGE#" + "x".repeat(16), "#CHALLENGE#{sha256}xxxx",
            "#CHALLENGE#{sha1}" + "x".repeat(40), "#CHALLENGE#" + "x".repeat(40),
            "#CHALLENGE#{sha256" + "x".repeat(40), "#challenge#{sha256}" + "x".repeat(40),
            "#WELCOME#", "x".repeat(256))
        .map(HandshakeDialogueTest::ascii);
  }

  @ParameterizedTest
  @MethodSource("badChallenges")
  void refusesWhatIsNoChallengeAndAnswersNothing(byte[] message) {
    for (DigestPolicy policy : DigestPolicy.values()) {
      HandshakeDialogue dialogue = HandshakeDialogue.answering(KEY, policy);
      dialogue.start();

      assertThat(dialogue.receive(message)).isNull();

      assertThatThrownBy(dialogue::check).isInstanceOf(AuthenticationException.class).hasMessageContaining("challenge");
      assertThat(dialogue.isDone()).isFalse();
    }
  }

  @Test
  void refusesRepliesThatAreWrongInAnyByteOrLength() throws Exception {
    for (int i = -3; i < "{sha256}".length() + 32; i++) {
      HandshakeDialogue dialogue = HandshakeDialogue.accepting(KEY, DigestPolicy.LEGACY_MD5);
      byte[] challenge = challengeIn(dialogue.start());
      byte[] reply = named(HandshakeDigest.SHA256, KEY, challenge);
      switch (i) {
        case -3 -> reply = EMPTY;
        case -2 -> reply = Arrays.copyOf(reply, reply.length + 1);
        case -1 -> reply = Arrays.copyOf(reply, 20);
        default -> reply[i] ^= 1;
      }

      assertThat(dialogue.receive(reply)).as("byte %d", i).isEqualTo(ascii("#FAILURE#"));
      assertThatThrownBy(dialogue::check).hasMessageContaining("digest received was wrong");
    }
  }

  @Test
  void everythingButAWelcomeIsARejection() {
    for (String verdict : new String[] {"", "#FAILURE#", "#WELCOME", "#WELCOME#!", "#welcome#"}) {
      HandshakeDialogue dialogue = HandshakeDialogue.connecting(KEY, DigestPolicy.NAMED);
      dialogue.start();
      dialogue.receive(ascii("#CHALLENGE#{sha256}" + "x".repeat(40)));

      assertThat(dialogue.receive(ascii(verdict))).isNull();
      assertThatThrownBy(dialogue::check).hasMessageContaining("digest sent was rejected");
    }
  }

  @Test
  void bothRolesMeetInTheOrderOfTheProtocol() {
    HandshakeDialogue accepting = HandshakeDialogue.accepting(KEY, DigestPolicy.NAMED);
    HandshakeDialogue connecting = HandshakeDialogue.connecting(KEY, DigestPolicy.NAMED);
    assertThat(connecting.start()).isNull();

    byte[] reply = connecting.receive(accepting.start());
    byte[] welcome = accepting.receive(reply);
    assertThat(accepting.isDone()).isFalse();
    byte[] challenge = connecting.receive(welcome);
    byte[] secondReply = accepting.receive(challenge);
    assertThat(accepting.isDone()).isFalse();
    byte[] secondWelcome = connecting.receive(secondReply);
    assertThat(connecting.isDone()).isTrue();
    assertThat(accepting.receive(secondWelcome)).isNull();
    assertThat(accepting.isDone()).isTrue();
  }

  @Test
  void aMessageAfterTheEndIsTheDriversError() {
    HandshakeDialogue dialogue = HandshakeDialogue.delivering(KEY, DigestPolicy.NAMED);
    assertThatThrownBy(() -> dialogue.receive(EMPTY)).isInstanceOf(IllegalStateException.class);
  }
}
