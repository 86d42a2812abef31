package io.multiprocessing.serialization;

import java.io.Serial;
import java.io.Serializable;

/** Stands in a stream of the JDK for an object that the message holds outside of it. */
record JdkPart(int index) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;
}
