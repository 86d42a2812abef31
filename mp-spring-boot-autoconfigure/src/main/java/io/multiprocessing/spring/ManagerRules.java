package io.multiprocessing.spring;

import io.multiprocessing.process.LaunchOptions;
import io.multiprocessing.serialization.AllowedClasses;
import io.multiprocessing.spring.PoolRules.Complaint;
import io.multiprocessing.spring.manager.HostPort;
import io.multiprocessing.spring.manager.ManagerProperties;
import io.multiprocessing.spring.manager.ManagerRole;
import io.multiprocessing.spring.manager.SharedObjectProperties;
import io.multiprocessing.spring.manager.SharedObjectType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.unit.DataSize;

/** The rules for the values of a manager's settings, checked with the key at hand that broke one. */
final class ManagerRules {

  private static final DataSize LEAST_HEAP = DataSize.ofMegabytes(2);
  private static final DataSize LEAST_MESSAGE = DataSize.ofKilobytes(1);
  private static final DataSize MOST_MESSAGE = DataSize.ofBytes(Integer.MAX_VALUE);

  private final Complaint complaint;

  ManagerRules(Complaint complaint) {
    this.complaint = complaint;
  }

  void check(ConfigurationPropertyName prefix, ManagerProperties settings) {
    require(settings.getAddress() == null || settings.getConnect() == null, prefix, "connect",
        "an application either serves a manager or connects to one, not both",
        "Remove address or connect.");
    address(prefix, "address", settings.getAddress(), settings);
    address(prefix, "connect", settings.getConnect(), settings);
    key(prefix, settings.getAuthkey());
    if (settings.role() == ManagerRole.LOCAL) {
      require(settings.getSsl().getBundle() == null, prefix, "ssl.bundle",
          "a manager with a process of its own is reached through a socket that only this user can open, so there is"
              + " nothing to encrypt",
          "Remove it, or give the manager an address.");
    } else {
      String role = "the manager has no process of its own, because " + (settings.getAddress() != null
          ? "this application serves it"
          : "another application serves it");
      require(settings.getJvmArguments().isEmpty(), prefix, "jvm-arguments", role, "Remove it.");
      require(settings.getMaxHeap() == null, prefix, "max-heap", role, "Remove it.");
      require(settings.getShutdownTimeout() == null, prefix, "shutdown-timeout", role, "Remove it.");
    }
    require(settings.role() != ManagerRole.CLIENT || settings.getMaxConnections() == null, prefix, "max-connections",
        "the application that serves the manager decides how many may connect", "Remove it.");
    require(settings.role() != ManagerRole.CLIENT || settings.getMaxWaitingSize() == null, prefix, "max-waiting-size",
        "the application that serves the manager decides how much may wait in it", "Remove it.");
    require(settings.getMaxConnections() == null || settings.getMaxConnections() >= 1, prefix, "max-connections",
        "max-connections must be at least 1", "Give 1 or more.");
    longerThanZero(prefix, "shutdown-timeout", settings.getShutdownTimeout());
    longerThanZero(prefix, "connect-timeout", settings.getConnectTimeout());
    longerThanZero(prefix, "reference-lease", settings.getReferenceLease());
    Duration reconnect = settings.getReconnectTimeout();
    require(reconnect == null || !reconnect.isNegative(), prefix, "reconnect-timeout",
        "reconnect-timeout must not be negative", "Give a duration such as 30s; 0s never connects again.");
    sizes(prefix, settings);
    packages(prefix, settings.getAllowedPackages());
    jvmArguments(prefix, settings.getJvmArguments());
  }

  void check(ConfigurationPropertyName prefix, SharedObjectProperties object) {
    SharedObjectType type = object.getType();
    if (type == null) {
      throw complaint.about(prefix.append("type"), "a shared object needs a type",
          "Use one of: " + String.join(", ", ManagerKeys.types()) + ".");
    }
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    given.put("capacity", object.getCapacity());
    given.put("permits", object.getPermits());
    given.put("parties", object.getParties());
    given.put("initial", object.getInitial());
    Set<String> meant = type.settings();
    String name = PoolKeys.dashed(type);
    given.forEach((key, value) -> require(value == null || meant.contains(key), prefix, key,
        key + " means nothing for type=" + name,
        meant.isEmpty() ? "Remove it." : "Remove it; this type has " + String.join(", ", meant) + "."));
    require(!meant.contains("parties") || object.getParties() != null, prefix, "parties",
        "a barrier needs to know for how many it waits", "Give 1 or more.");
    atLeast(prefix, "capacity", 1, object.getCapacity());
    atLeast(prefix, "permits", 0, object.getPermits());
    atLeast(prefix, "parties", 1, object.getParties());
  }

  private void address(
      ConfigurationPropertyName prefix, String key, @Nullable String text, ManagerProperties settings) {
    if (text == null) {
      return;
    }
    HostPort address;
    try {
      address = HostPort.parse(text);
    } catch (IllegalArgumentException e) {
      throw complaint.about(prefix.append(key), "an address is a host and a port, or the path of a socket",
          "Write host:port, [::1]:port or unix:/path.");
    }
    require(key.equals("address") || !address.isPortOpen(), prefix, key,
        "port 0 lets a server choose its port, so nobody can connect to it", "Give the port of the server.");
    require(address.isLocal() || settings.getAuthkey() != null, prefix, "authkey",
        "an address that other machines can reach needs a key that both sides know: " + key + "=" + text,
        "Set it from a secret, such as ${STATS_AUTHKEY}, to the same value on both sides.");
  }

  /** What can't be resolved would become the key as it stands, for anybody to guess. */
  private void key(ConfigurationPropertyName prefix, @Nullable String key) {
    require(key == null || !key.isBlank(), prefix, "authkey", "authkey must not be empty",
        "Give a secret, or remove it.");
    require(key == null || !key.contains("${"), prefix, "authkey", "a placeholder in authkey has no value",
        "Set the variable or property that it names.");
  }

  private void sizes(ConfigurationPropertyName prefix, ManagerProperties settings) {
    DataSize message = settings.getMaxMessageSize();
    require(message == null || message.compareTo(LEAST_MESSAGE) >= 0 && message.compareTo(MOST_MESSAGE) <= 0,
        prefix, "max-message-size", "max-message-size must be 1KB to 2047MB",
        "Give a size with its unit, such as 64MB.");
    DataSize waiting = settings.getMaxWaitingSize();
    require(waiting == null || waiting.compareTo(LEAST_MESSAGE) >= 0, prefix, "max-waiting-size",
        "max-waiting-size must be at least 1KB", "Give a size with its unit, such as 512MB.");
    DataSize heap = settings.getMaxHeap();
    require(heap == null || heap.compareTo(LEAST_HEAP) >= 0, prefix, "max-heap",
        "max-heap must be at least " + LEAST_HEAP.toMegabytes() + "MB", "Give a size with its unit, such as 256MB.");
  }

  private void packages(ConfigurationPropertyName prefix, List<String> packages) {
    for (int i = 0; i < packages.size(); i++) {
      try {
        AllowedClasses.standard().withPackage(packages.get(i));
      } catch (IllegalArgumentException e) {
        throw complaint.about(prefix.append("allowed-packages[" + i + "]"), String.valueOf(e.getMessage()),
            "Give the full name of a package, such as com.acme.orders.");
      }
    }
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

  private void atLeast(ConfigurationPropertyName prefix, String key, int least, @Nullable Integer value) {
    require(value == null || value >= least, prefix, key, key + " must be at least " + least,
        "Give " + least + " or more.");
  }

  private void longerThanZero(ConfigurationPropertyName prefix, String key, @Nullable Duration value) {
    require(value == null || !value.isZero() && !value.isNegative(), prefix, key,
        key + " must be longer than zero", "Give a duration such as 30s, or remove the key.");
  }

  private void require(boolean kept, ConfigurationPropertyName prefix, String key, String reason, String mend) {
    if (!kept) {
      throw complaint.about(prefix.append(key), reason, mend);
    }
  }
}
