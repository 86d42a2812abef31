package io.multiprocessing.spring.manager;

import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The settings of one manager. Null means: not set, the library's default. It travels to workers. */
public class ManagerProperties implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Where this application itself serves: host:port, or unix:/path. Without it the manager has a process of its own.
   */
  private @Nullable String address;

  /** Where another application serves whose objects this one uses: host:port, or unix:/path. */
  private @Nullable String connect;

  /** The secret that both sides prove to each other. Needed for an address that isn't of this machine alone. */
  private @Nullable String authkey;

  /** Encryption of the connections. */
  private final Ssl ssl = new Ssl();

  /** How long the manager's process may take to end by itself before it is terminated and killed. Defaults to 1s. */
  private @Nullable Duration shutdownTimeout;

  /** How long a connection and its handshake may take. Defaults to 10s. */
  private @Nullable Duration connectTimeout;

  /** For how long a lost network connection is made anew. Defaults to 5s. */
  private @Nullable Duration reconnectTimeout;

  /** How long references are kept that are on their way, or whose network connection broke. Defaults to 10m. */
  private @Nullable Duration referenceLease;

  /** How long a request or reply may be. Defaults to 256MB. */
  private @Nullable DataSize maxMessageSize;

  /** How long the requests of one client that wait in the server may be together. Defaults to 512MB. */
  private @Nullable DataSize maxWaitingSize;

  /** How many clients may be connected. Defaults to 10000. */
  private @Nullable Integer maxConnections;

  /** Packages whose classes may be decoded, beside the JDK's values and containers; those below them included. */
  @SuppressWarnings("serial") // what the binder sets is serializable
  private List<String> allowedPackages = new ArrayList<>();

  /** Arguments of the JVM of the manager's process. */
  @SuppressWarnings("serial") // what the binder sets is serializable
  private List<String> jvmArguments = new ArrayList<>();

  /** Heap limit of the manager's process. Defaults to the JVM's own default. */
  private @Nullable DataSize maxHeap;

  /** Shared objects by name. Each becomes a bean of that name, here and in workers. */
  @SuppressWarnings("serial") // what the binder sets is serializable
  private final Map<String, SharedObjectProperties> objects = new LinkedHashMap<>();

  /** Encryption of the connections of a manager. */
  public static class Ssl implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * Name of the SSL bundle: with a certificate where this application serves, with one to trust where it connects.
     */
    private @Nullable String bundle;

    public @Nullable String getBundle() {
      return bundle;
    }

    public void setBundle(@Nullable String bundle) {
      this.bundle = bundle;
    }
  }

  public @Nullable String getAddress() {
    return address;
  }

  public void setAddress(@Nullable String address) {
    this.address = address;
  }

  public @Nullable String getConnect() {
    return connect;
  }

  public void setConnect(@Nullable String connect) {
    this.connect = connect;
  }

  public @Nullable String getAuthkey() {
    return authkey;
  }

  public void setAuthkey(@Nullable String authkey) {
    this.authkey = authkey;
  }

  public Ssl getSsl() {
    return ssl;
  }

  public @Nullable Duration getShutdownTimeout() {
    return shutdownTimeout;
  }

  public void setShutdownTimeout(@Nullable Duration shutdownTimeout) {
    this.shutdownTimeout = shutdownTimeout;
  }

  public @Nullable Duration getConnectTimeout() {
    return connectTimeout;
  }

  public void setConnectTimeout(@Nullable Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  public @Nullable Duration getReconnectTimeout() {
    return reconnectTimeout;
  }

  public void setReconnectTimeout(@Nullable Duration reconnectTimeout) {
    this.reconnectTimeout = reconnectTimeout;
  }

  public @Nullable Duration getReferenceLease() {
    return referenceLease;
  }

  public void setReferenceLease(@Nullable Duration referenceLease) {
    this.referenceLease = referenceLease;
  }

  public @Nullable DataSize getMaxMessageSize() {
    return maxMessageSize;
  }

  public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
    this.maxMessageSize = maxMessageSize;
  }

  public @Nullable DataSize getMaxWaitingSize() {
    return maxWaitingSize;
  }

  public void setMaxWaitingSize(@Nullable DataSize maxWaitingSize) {
    this.maxWaitingSize = maxWaitingSize;
  }

  public @Nullable Integer getMaxConnections() {
    return maxConnections;
  }

  public void setMaxConnections(@Nullable Integer maxConnections) {
    this.maxConnections = maxConnections;
  }

  public List<String> getAllowedPackages() {
    return allowedPackages;
  }

  public void setAllowedPackages(List<String> allowedPackages) {
    this.allowedPackages = allowedPackages;
  }

  public List<String> getJvmArguments() {
    return jvmArguments;
  }

  public void setJvmArguments(List<String> jvmArguments) {
    this.jvmArguments = jvmArguments;
  }

  public @Nullable DataSize getMaxHeap() {
    return maxHeap;
  }

  public void setMaxHeap(@Nullable DataSize maxHeap) {
    this.maxHeap = maxHeap;
  }

  public Map<String, SharedObjectProperties> getObjects() {
    return objects;
  }

  /** What this process is to the manager. */
  public ManagerRole role() {
    if (connect != null) {
      return ManagerRole.CLIENT;
    }
    return address != null ? ManagerRole.SERVER : ManagerRole.LOCAL;
  }
}
