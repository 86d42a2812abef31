package io.multiprocessing.serialization;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** Things that each process has by name: classes, character sets, and paths. */
final class NamedThingForm implements ValueForm {

  private final int tag;

  NamedThingForm(int tag) {
    this.tag = tag;
  }

  @Override
  public void write(GraphWriter writer, Object value) {
    BodyOutput out = writer.out;
    if (tag == BuiltIn.CLASS) {
      Class<?> type = (Class<?>) value;
      if (type.isHidden()) {
        throw new Unencodable("java.lang.Class", "a hidden class has no name that another process knows",
            "send the class that declares the lambda");
      }
      out.writeBoolean(type.isPrimitive());
      out.writeString(type.getName());
    } else if (tag == BuiltIn.CHARSET) {
      out.writeString(((Charset) value).name());
    } else {
      Path path = (Path) value;
      boolean ordinary = path.getFileSystem() == FileSystems.getDefault();
      out.writeBoolean(ordinary);
      out.writeString(ordinary ? path.toString() : path.toUri().toString());
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) throws Exception {
    BodyInput in = reader.in;
    if (tag == BuiltIn.CLASS) {
      boolean primitive = in.readBoolean();
      String name = in.readName();
      return primitive ? primitive(name) : reader.find(name);
    }
    if (tag == BuiltIn.CHARSET) {
      return Charset.forName(in.readName());
    }
    boolean ordinary = in.readBoolean();
    String name = in.readName();
    if (!ordinary && !reader.allowed().isAny()) {
      throw new SerializationException(
          "cannot decode the message: paths must be of the default file system, since another's may act when it is asked"
              + " for one; send the path as a string",
          null);
    }
    return ordinary ? Path.of(name) : Path.of(URI.create(name));
  }

  private static Class<?> primitive(String name) throws ClassNotFoundException {
    return switch (name) {
      case "int" -> int.class;
      case "long" -> long.class;
      case "double" -> double.class;
      case "float" -> float.class;
      case "short" -> short.class;
      case "byte" -> byte.class;
      case "char" -> char.class;
      case "boolean" -> boolean.class;
      case "void" -> void.class;
      default -> throw new ClassNotFoundException(name);
    };
  }
}
