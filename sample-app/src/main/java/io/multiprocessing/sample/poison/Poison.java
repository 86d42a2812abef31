package io.multiprocessing.sample.poison;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A way to take a JVM down. */
public enum Poison {
  /** Writes to address zero, as a faulty native library does. */
  NATIVE_CRASH("Native crash", "Writes to address 0: SIGSEGV"),
  /** Fills the heap until nothing is left. */
  OUT_OF_MEMORY("Memory exhaustion", "Fills the heap to the brim"),
  /** Never comes back and can't be interrupted. */
  ENDLESS_LOOP("Endless loop", "Spins until the hard timeout"),
  /** Ends the process the polite way. */
  EXIT("System.exit", "A library that calls exit(3)");

  private final String title;
  private final String what;

  Poison(String title, String what) {
    this.title = title;
    this.what = what;
  }

  /** Its name for a person. */
  public String title() {
    return title;
  }

  /** What it does, in a few words. */
  public String what() {
    return what;
  }

  /** Its name in addresses, e.g. {@code native-crash}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The poison with this {@link #slug()}, if there is one. */
  public static Optional<Poison> bySlug(String slug) {
    return Stream.of(values()).filter(poison -> poison.slug().equals(slug)).findFirst();
  }
}
