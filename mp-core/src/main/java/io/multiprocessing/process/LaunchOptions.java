package io.multiprocessing.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM of a child process is started with. Immutable and safe for use by several threads; a builder is not.
 * Python: {@code set_executable} and the interpreter's flags, which it copies by itself.
 */
public final class LaunchOptions {

  /** How long a child may take to start unless {@link Builder#startTimeout} says otherwise: 60 seconds. */
  public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(60);

  private static final LaunchOptions DEFAULTS = builder().build();
  private static final long MIN_HEAP_BYTES = 2L << 20;

  private final @Nullable Path javaExecutable;
  private final List<String> jvmArguments;
  private final Map<String, String> environment;
  private final @Nullable Path workingDirectory;
  private final @Nullable Long maxHeapBytes;
  private final Duration startTimeout;
  private final Spares spares;
  private final List<Class<?>> inherited;
  private final @Nullable ImageRehearsal imageRehearsal;

  private LaunchOptions(Builder builder) {
    javaExecutable = builder.javaExecutable;
    jvmArguments = List.copyOf(builder.jvmArguments);
    environment = Map.copyOf(builder.environment);
    workingDirectory = builder.workingDirectory;
    maxHeapBytes = builder.maxHeapBytes;
    startTimeout = builder.startTimeout;
    spares = builder.spares;
    inherited = List.copyOf(builder.inherited);
    imageRehearsal = builder.imageRehearsal;
  }

  /** The running JVM's own executable, no extra arguments, the parent's environment and working directory. */
  public static LaunchOptions defaults() {
    return DEFAULTS;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.javaExecutable = javaExecutable;
    builder.jvmArguments.addAll(jvmArguments);
    builder.environment.putAll(environment);
    builder.workingDirectory = workingDirectory;
    builder.maxHeapBytes = maxHeapBytes;
    builder.startTimeout = startTimeout;
    builder.spares = spares;
    builder.inherited.addAll(inherited);
    builder.imageRehearsal = imageRehearsal;
    return builder;
  }

  /** The java executable, or null for the one that runs this process. */
  public @Nullable Path javaExecutable() {
    return javaExecutable;
  }

  public List<String> jvmArguments() {
    return jvmArguments;
  }

  /** Environment variables added to, or replacing, those of this process. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The child's working directory, or null for this process's own. */
  public @Nullable Path workingDirectory() {
    return workingDirectory;
  }

  /** The child's heap limit in bytes, or null for the JVM's default. */
  public @Nullable Long maxHeapBytes() {
    return maxHeapBytes;
  }

  public Duration startTimeout() {
    return startTimeout;
  }

  /**
   * The JVMs that are started ahead; for start methods {@link StartMethod#FORKSERVER} and {@link StartMethod#FORK}
   * only.
   */
  public Spares spares() {
    return spares;
  }

  /** The classes whose static fields a child begins with; for start method {@link StartMethod#FORK} only. */
  public List<Class<?>> inherited() {
    return inherited;
  }

  /** What is done while the image of the children's classes is made, or null for nothing but the usual tasks. */
  public @Nullable ImageRehearsal imageRehearsal() {
    return imageRehearsal;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LaunchOptions that
        && Objects.equals(javaExecutable, that.javaExecutable)
        && jvmArguments.equals(that.jvmArguments)
        && environment.equals(that.environment)
        && Objects.equals(workingDirectory, that.workingDirectory)
        && Objects.equals(maxHeapBytes, that.maxHeapBytes)
        && startTimeout.equals(that.startTimeout)
        && spares.equals(that.spares)
        && inherited.equals(that.inherited)
        && Objects.equals(imageRehearsal, that.imageRehearsal);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        javaExecutable, jvmArguments, environment, workingDirectory, maxHeapBytes, startTimeout, spares, inherited,
        imageRehearsal);
  }

  /** Collects options; {@link #build()} checks them. */
  public static final class Builder {

    private @Nullable Path javaExecutable;
    private final List<String> jvmArguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path workingDirectory;
    private @Nullable Long maxHeapBytes;
    private Duration startTimeout = DEFAULT_START_TIMEOUT;
    private Spares spares = Spares.defaults();
    private final List<Class<?>> inherited = new ArrayList<>();
    private @Nullable ImageRehearsal imageRehearsal;

    private Builder() {}

    /** The java executable of the children. Python: {@code set_executable}. */
    public Builder javaExecutable(@Nullable Path executable) {
      this.javaExecutable = executable;
      return this;
    }

    /**
     * Replaces the JVM arguments, e.g. {@code -Dkey=value} or {@code -XX:+UseG1GC}; they come after the library's own.
     */
    public Builder jvmArguments(List<String> arguments) {
      jvmArguments.clear();
      jvmArguments.addAll(arguments);
      return this;
    }

    public Builder jvmArguments(String... arguments) {
      return jvmArguments(List.of(arguments));
    }

    /** Replaces the environment variables that are set beside those of this process. */
    public Builder environment(Map<String, String> variables) {
      environment.clear();
      environment.putAll(variables);
      return this;
    }

    public Builder workingDirectory(@Nullable Path directory) {
      this.workingDirectory = directory;
      return this;
    }

    /** The heap limit of a child in bytes ({@code -Xmx}), at least 2 MiB, or null for the JVM's default. */
    public Builder maxHeapBytes(@Nullable Long bytes) {
      this.maxHeapBytes = bytes;
      return this;
    }

    /**
     * How long a child may take from its launch until it has connected and proved its key; a pool's worker, until its
     * initializer has run.
     */
    public Builder startTimeout(Duration timeout) {
      this.startTimeout = timeout;
      return this;
    }

    /**
     * Replaces the classes whose static fields are copied into a child when it starts, as far as they aren't final.
     * Looked at by start method {@link StartMethod#FORK} only. What they hold must be able to travel, or the start
     * fails and names the field.
     */
    public Builder inherit(Class<?>... classes) {
      inherited.clear();
      inherited.addAll(List.of(classes));
      return this;
    }

    /** What the children do before their first task that their image is to know; null, the default, for nothing. */
    public Builder imageRehearsal(@Nullable ImageRehearsal value) {
      this.imageRehearsal = value;
      return this;
    }

    /**
     * The JVMs that are started ahead; looked at by start methods {@link StartMethod#FORKSERVER} and {@code FORK} only.
     */
    public Builder spares(Spares value) {
      this.spares = Objects.requireNonNull(value, "spares");
      return this;
    }

    /**
     * @throws IllegalArgumentException if a value breaks its rule; the message says the rule, the value and the mend
     */
    public LaunchOptions build() {
      if (maxHeapBytes != null && maxHeapBytes < MIN_HEAP_BYTES) {
        throw new IllegalArgumentException(
            "maxHeapBytes must be at least 2 MiB, the least heap a JVM starts with: maxHeapBytes=" + maxHeapBytes);
      }
      if (startTimeout.isNegative() || startTimeout.isZero()) {
        throw new IllegalArgumentException("startTimeout must be longer than zero: startTimeout=" + startTimeout);
      }
      if (workingDirectory != null && !Files.isDirectory(workingDirectory)) {
        throw new IllegalArgumentException(
            "workingDirectory must be an existing directory: workingDirectory=" + workingDirectory);
      }
      for (String argument : jvmArguments) {
        checkJvmArgument(argument);
      }
      return new LaunchOptions(this);
    }

    private static void checkJvmArgument(String argument) {
      boolean classPath =
          argument.equals("-cp") || argument.equals("-classpath") || argument.equals("-jar")
              || argument.startsWith("--class-path");
      if (!argument.startsWith("-") || classPath) {
        throw new IllegalArgumentException(
            "a JVM argument must be one option that starts with a dash and may not set the class path, which a child"
                + " has from its parent: jvmArguments has '" + argument + "'");
      }
    }
  }
}
