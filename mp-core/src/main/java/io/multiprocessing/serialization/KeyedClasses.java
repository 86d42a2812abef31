package io.multiprocessing.serialization;

import java.util.Set;

/** The JDK's containers that hash what they hold as soon as they are deserialized. */
final class KeyedClasses {

  private static final Set<String> NAMES =
      Set.of(
          "java.util.HashMap",
          "java.util.LinkedHashMap",
          "java.util.HashSet",
          "java.util.LinkedHashSet",
          "java.util.Hashtable",
          "java.util.Properties",
          "java.util.CollSer", // of immutable sets and maps
          "java.util.concurrent.ConcurrentHashMap");

  private KeyedClasses() {}

  static boolean contains(String name) {
    return NAMES.contains(name);
  }

  static SerializationException refusal(String name) {
    return new SerializationException(
        "cannot decode the message: inside an object that the JDK serializes, such as an exception or one with a readObject"
            + " method, a hashed container must be allowed by itself, since its keys may take for ever to hash: class="
            + name + "; allow it with AllowedClasses.with, or send it as a field of a record or plain object",
        null);
  }
}
