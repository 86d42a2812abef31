package io.multiprocessing.serialization;

import com.esotericsoftware.kryo.io.Output;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A lambda expression or method reference in the source of a class that this process has, ready to be made again. */
final class LambdaSite {

  /** Sites hang on the class that they are in, so that they go when it goes. Their number is that of its lambdas. */
  private static final ClassValue<ConcurrentHashMap<LambdaKey, LambdaSite>> SITES = new ClassValue<>() {
    @Override
    protected ConcurrentHashMap<LambdaKey, LambdaSite> computeValue(Class<?> type) {
      return new ConcurrentHashMap<>();
    }
  };

  private static final Object[] NOTHING = new Object[0];

  private final Class<?> capturingClass;
  private final Method maker;
  private final String[] names;
  private final int kind;

  /** What a site that captures nothing makes; it has no state, so every message may have the same one. */
  private volatile @Nullable Object constant;

  private LambdaSite(Class<?> capturingClass, Method maker, String[] names, int kind) {
    this.capturingClass = capturingClass;
    this.maker = maker;
    this.names = names;
    this.kind = kind;
  }

  static byte[] encode(SerializedLambda lambda) {
    Output out = new Output(256, 1 << 20);
    out.writeString(lambda.getCapturingClass());
    out.writeString(lambda.getFunctionalInterfaceClass());
    out.writeString(lambda.getFunctionalInterfaceMethodName());
    out.writeString(lambda.getFunctionalInterfaceMethodSignature());
    out.writeString(lambda.getImplClass());
    out.writeString(lambda.getImplMethodName());
    out.writeString(lambda.getImplMethodSignature());
    out.writeString(lambda.getInstantiatedMethodType());
    out.writeVarInt(lambda.getImplMethodKind(), true);
    return out.toBytes();
  }

  static LambdaSite find(GraphReader reader, LambdaKey key) throws Exception {
    LambdaSite site = reader.lookup.site(key);
    if (site != null) {
      reader.check(site.capturingClass.getName()); // another codec may have found it
      return site;
    }
    BodyInput in = new BodyInput();
    in.setBuffer(key.bytes);
    String[] names = new String[8];
    for (int i = 0; i < names.length; i++) {
      names[i] = in.readName();
    }
    int kind = in.readVarInt(true);
    Class<?> capturingClass = reader.find(names[0].replace('/', '.'));
    Method maker;
    try {
      maker = capturingClass.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
    } catch (NoSuchMethodException e) {
      throw new SerializationException("cannot decode a lambda: its class has no serializable lambdas here; both"
          + " processes need the same version of the class: class=" + capturingClass.getName(), e);
    }
    maker.setAccessible(true);
    if (in.left() != 0) {
      throw new SerializationException("cannot decode a lambda: bytes follow its name: bytesLeft=" + in.left(), null);
    }
    return new LambdaSite(capturingClass, maker, names, kind);
  }

  Object make(ClassLookup lookup, LambdaKey key, Object[] captured) throws Exception {
    Object made = constant;
    if (made != null && captured.length == 0) {
      return made;
    }
    try {
      made = maker.invoke(null, new SerializedLambda(capturingClass, names[1], names[2], names[3], kind, names[4],
          names[5], names[6], names[7], captured));
    } catch (InvocationTargetException e) {
      throw new SerializationException("cannot decode a lambda: its class doesn't have it; both processes need the same"
          + " version of the class: class=" + capturingClass.getName() + ", method=" + names[5], e.getCause());
    }
    if (captured.length == 0) {
      constant = made;
    }
    // Only now that it has worked: bytes that name no lambda of the class must not fill the map.
    if (lookup.site(key) != this) {
      LambdaSite other = SITES.get(capturingClass).putIfAbsent(key, this);
      lookup.remember(key, other == null ? this : other);
    }
    return made;
  }

  static Object[] captured(int count) {
    return count == 0 ? NOTHING : new Object[count];
  }
}
