package io.multiprocessing.serialization;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Dynamic proxies: their interfaces and their handler. */
final class ProxyForm implements ValueForm {

  @Override
  public boolean early() {
    return false;
  }

  @Override
  public void write(GraphWriter writer, Object value) throws Exception {
    Class<?>[] faces = value.getClass().getInterfaces();
    writer.out.writeCount(faces.length);
    for (Class<?> face : faces) {
      writer.out.writeString(face.getName());
    }
    try {
      writer.writeValue(Proxy.getInvocationHandler(value));
    } catch (Unencodable e) {
      throw e.from("proxy of " + (faces.length == 0 ? "no interface" : faces[0].getName()) + ".handler");
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    reader.check(Proxy.class.getName());
    Class<?>[] faces = new Class<?>[reader.in.readCount(1)];
    ClassLoader loader = ProxyForm.class.getClassLoader();
    for (int i = 0; i < faces.length; i++) {
      faces[i] = reader.find(reader.in.readName());
      if (faces[i].getClassLoader() != null) {
        loader = faces[i].getClassLoader();
      }
    }
    Object handler = reader.readValue();
    return Proxy.newProxyInstance(loader, faces, (InvocationHandler) handler);
  }
}
