package io.multiprocessing.shared;

import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/** A structure of two doubles. */
@FieldOrder({"x", "y"})
public class Point extends Structure {
  public double x;
  public double y;

  public Point() {}

  public Point(double x, double y) {
    this.x = x;
    this.y = y;
  }
}
