package io.multiprocessing.internal.manager;

import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.manager.ManagedType;
import io.multiprocessing.manager.ManagerException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types that the user has registered. */
final class UserTypes implements TypeSource {

  private final Map<String, ServedType> types = new LinkedHashMap<>();

  /** @throws IllegalArgumentException if two types have the same name */
  UserTypes(Collection<ManagedType<?>> registered) {
    for (ManagedType<?> type : registered) {
      if (types.put(type.typeId(), new UserType(type)) != null) {
        throw new IllegalArgumentException("a type of this name is registered already: typeId=" + type.typeId());
      }
    }
  }

  @Override
  public @Nullable ServedType find(String typeId) {
    return types.get(typeId);
  }

  @Override
  public Collection<Class<?>> interfaces() {
    return types.values().stream().<Class<?>>map(ServedType::type).toList();
  }

  @Override
  public String toString() {
    return types.keySet().toString();
  }

  private record UserType(ManagedType<?> registered) implements ServedType {

    @Override
    public String typeId() {
      return registered.typeId();
    }

    @Override
    public Class<?> type() {
      return registered.type();
    }

    @Override
    public boolean isCreatable() {
      return registered.createMethod();
    }

    @Override
    public Map<String, String> methodToTypeId() {
      return registered.methodToTypeId();
    }

    @Override
    public Referent create(List<@Nullable Object> arguments, ServerObjects server) throws Exception {
      RemoteFunction<List<@Nullable Object>, ?> factory = registered.factory();
      if (factory == null) {
        throw new ManagerException(
            "the manager has no factory for this type: typeId=" + typeId() + ", address=" + server.address()
                + "; register it there with one");
      }
      Object made = factory.apply(arguments);
      if (made == null) {
        throw new ManagerException(
            "a factory must not return null: typeId=" + typeId() + ", address=" + server.address());
      }
      return new ReflectiveReferent(made, registered, server.address());
    }

    @Override
    public Referent ofResult(Object result, ServerObjects server) {
      return new ReflectiveReferent(result, registered, server.address());
    }
  }
}
