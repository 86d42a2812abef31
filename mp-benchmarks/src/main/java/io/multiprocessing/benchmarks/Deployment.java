package io.multiprocessing.benchmarks;

/** The forms in which a Spring Boot application runs. Its children's class path is made from the parent's. */
enum Deployment {
  /** The project's own classes in folders, libraries in jars, as in an IDE. */
  CLASSES,
  /** The executable jar, extracted by its own tool, as in a container's image. */
  EXTRACTED,
  /** {@code java -jar} of the executable jar. */
  EXECUTABLE_JAR
}
