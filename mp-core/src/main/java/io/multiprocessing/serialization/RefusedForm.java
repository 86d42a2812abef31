package io.multiprocessing.serialization;

/** The form of a class that can't travel: an error. */
final class RefusedForm implements ValueForm {

  private final String name;
  private final String reason;
  private final String mend;

  RefusedForm(String name, String reason, String mend) {
    this.name = name;
    this.reason = reason;
    this.mend = mend;
  }

  @Override
  public void write(GraphWriter writer, Object value) {
    throw new Unencodable(name, reason, mend);
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) {
    throw new SerializationException("cannot decode the message: " + reason, null);
  }
}
