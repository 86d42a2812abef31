package io.multiprocessing.sample.samples;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;

/** Documents that can't be rendered. */
final class SpoiltDocuments {

  private SpoiltDocuments() {}

  /** Begins as a PDF does and goes on as noise. */
  static byte[] damaged() throws IOException {
    byte[] noise = Arrays.copyOf(Letter.create(), 4_000);
    byte[] random = new byte[noise.length - 16];
    new Random(13).nextBytes(random);
    System.arraycopy(random, 0, noise, 16, random.length);
    return noise;
  }

  /** Opens with a password only. */
  static byte[] locked() throws IOException {
    try (PDDocument document = Loader.loadPDF(Letter.create())) {
      StandardProtectionPolicy policy = new StandardProtectionPolicy("owner", "secret", new AccessPermission());
      policy.setEncryptionKeyLength(256);
      document.protect(policy);
      return Sheet.save(document);
    }
  }
}
