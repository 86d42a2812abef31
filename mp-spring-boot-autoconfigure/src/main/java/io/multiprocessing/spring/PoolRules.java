package io.multiprocessing.spring;

import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.process.Spares;
import java.io.File;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/** The rules for the values of a pool's settings, checked with the key at hand that broke one. */
final class PoolRules {

  private static final DataSize LEAST_HEAP = DataSize.ofMegabytes(2);

  private final Complaint complaint;
  private final @Nullable ClassLoader classLoader;

  PoolRules(Complaint complaint, @Nullable ClassLoader classLoader) {
    this.complaint = complaint;
    this.classLoader = classLoader;
  }

  /** Makes the exception for a key that broke a rule. */
  interface Complaint {
    InvalidPropertyException about(ConfigurationPropertyName key, String reason, String mend);
  }

  void check(ConfigurationPropertyName prefix, PoolProperties settings) {
    atLeastOne(prefix, "processes", settings.getProcesses());
    atLeastOne(prefix, "max-tasks-per-child", settings.getMaxTasksPerChild());
    atLeastOne(prefix, "queue-capacity", settings.getQueueCapacity());
    atLeastOne(prefix, "imap-window", settings.getImapWindow());
    atLeastOne(prefix, "max-start-failures", settings.getMaxStartFailures());
    atLeast(prefix, "max-heap", LEAST_HEAP, settings.getMaxHeap());
    atLeast(prefix, "max-resident-memory", LEAST_HEAP, settings.getMaxResidentMemory());
    longerThanZero(prefix, "task-timeout", settings.getTaskTimeout());
    longerThanZero(prefix, "queue-timeout", settings.getQueueTimeout());
    longerThanZero(prefix, "stop-grace", settings.getStopGrace());
    longerThanZero(prefix, "drain-timeout", settings.getDrainTimeout());
    longerThanZero(prefix, "start-timeout", settings.getStartTimeout());
    jvmArguments(prefix, settings.getJvmArguments());
    classes(prefix, "worker-sources", settings.getWorkerSources(), "Give the full name of a configuration class.");
    classes(prefix, "preload", settings.getPreload(), "Give the full name of a class.");
    classes(prefix, "inherit", settings.getInherit(), "Give the full name of a class with static fields.");
    notTooMany(prefix, "spare-workers", settings.getSpareWorkers(), "Give the number of workers that stand by; 0 for none.");
    notTooMany(prefix, "spares", settings.getSpares(), "Give the number of JVMs that wait; 0 switches them off.");
    longerThanZero(prefix, "spare-idle-time", settings.getSpareIdleTime());
    File directory = settings.getWorkingDirectory();
    require(directory == null || directory.isDirectory(), prefix, "working-directory",
        "there is no such directory", "Create it, or name another.");
    File java = settings.getJavaExecutable();
    require(java == null || java.isFile() && java.canExecute(), prefix, "java-executable",
        "there is no such executable file", "Give the path of a java executable, such as /usr/lib/jvm/17/bin/java.");
  }

  private void atLeastOne(ConfigurationPropertyName prefix, String key, @Nullable Integer value) {
    require(value == null || value >= 1, prefix, key, key + " must be at least 1", "Give 1 or more.");
  }

  private void notTooMany(ConfigurationPropertyName prefix, String key, @Nullable Integer value, String mend) {
    require(value == null || value >= 0 && value <= Spares.MAX_COUNT, prefix, key,
        key + " must be 0 to " + Spares.MAX_COUNT, mend);
  }

  private void atLeast(ConfigurationPropertyName prefix, String key, DataSize least, @Nullable DataSize value) {
    require(value == null || value.compareTo(least) >= 0, prefix, key,
        key + " must be at least " + least.toMegabytes() + "MB", "Give a size with its unit, such as 256MB.");
  }

  private void longerThanZero(ConfigurationPropertyName prefix, String key, @Nullable Duration value) {
    require(value == null || !value.isZero() && !value.isNegative(), prefix, key,
        key + " must be longer than zero", "Give a duration such as 30s, or remove the key.");
  }

  private void jvmArguments(ConfigurationPropertyName prefix, List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      try {
        LaunchOptions.builder().jvmArguments(arguments.get(i)).build();
      } catch (IllegalArgumentException e) {
        throw complaint.about(prefix.append("jvm-arguments[" + i + "]"), String.valueOf(e.getMessage()),
            "Give one option each, such as -XX:+UseSerialGC or -Dkey=value.");
      }
    }
  }

  private void classes(ConfigurationPropertyName prefix, String key, List<String> classNames, String mend) {
    for (int i = 0; i < classNames.size(); i++) {
      require(ClassUtils.isPresent(classNames.get(i), classLoader), prefix, key + "[" + i + "]",
          "there is no such class", mend);
    }
  }

  private void require(boolean kept, ConfigurationPropertyName prefix, String key, String reason, String mend) {
    if (!kept) {
      throw complaint.about(prefix.append(key), reason, mend);
    }
  }
}
