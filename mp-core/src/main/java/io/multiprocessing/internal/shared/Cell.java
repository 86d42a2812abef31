package io.multiprocessing.internal.shared;

import static io.multiprocessing.internal.shared.DataDescriptor.DATA_OFFSET;

import io.multiprocessing.shared.SharedScalar;
import java.io.Serial;
import java.util.Objects;

/** A number alone. */
abstract class Cell<S extends SharedScalar<S>> extends DataView<S> implements SharedScalar<S> {

  @Serial private static final long serialVersionUID = 1L;

  Cell(Body body, Guard guard) {
    super(body, guard);
  }

  @Override
  public final char typecode() {
    return body.typecode().code();
  }

  @Override
  public final Number getNumber() {
    return body.typecode().number(load(DATA_OFFSET, body.typecode().shift()));
  }

  @Override
  public final void setNumber(Number value) {
    store(DATA_OFFSET, body.typecode().shift(), body.typecode().bits(Objects.requireNonNull(value, "value")));
  }

  @Override
  final Object handle(Guard guard) {
    return new DataHandle(body.send(), guard);
  }
}
