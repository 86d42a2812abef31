package io.multiprocessing.internal.manager;

import io.multiprocessing.manager.Namespace;
import java.io.Serial;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A proxy of a namespace. */
final class NamespaceProxy extends BaseProxy implements Namespace {

  @Serial private static final long serialVersionUID = 1L;

  NamespaceProxy(Handle handle, Link link) {
    super(handle, link);
  }

  @Override
  public <T extends @Nullable Object> T get(String name) {
    return invoke("get", Objects.requireNonNull(name, "name"));
  }

  @Override
  public void set(String name, @Nullable Object value) {
    invoke("set", Objects.requireNonNull(name, "name"), value);
  }

  @Override
  public void remove(String name) {
    invoke("remove", Objects.requireNonNull(name, "name"));
  }

  @Override
  public boolean has(String name) {
    return this.<Boolean>invoke("has", Objects.requireNonNull(name, "name"));
  }

  @Override
  public Map<String, @Nullable Object> attributes() {
    return this.<Map<String, @Nullable Object>>invoke("attributes");
  }
}
