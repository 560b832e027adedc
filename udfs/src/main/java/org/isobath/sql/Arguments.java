package org.isobath.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Decoded;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;

/** The arguments of one call, in the order of the parameters, none of them null. */
final class Arguments {
  private final Object[] values;
  private final Models models;

  /**
   * @param values as Spark holds them
   * @param models null for functions that run none
   */
  Arguments(Object[] values, Models models) {
    this.values = values;
    this.models = models;
  }

  /** False for a parameter that may be absent and is. */
  boolean has(int i) {
    return i < values.length;
  }

  byte[] bytes(int i) {
    return (byte[]) values[i];
  }

  /** Upright pixels of an encoded picture, with the limits that {@code ingest} has by default. */
  Image image(int i) throws Rejected {
    return picture(i).image();
  }

  /** The same with what its file says. */
  Decoded picture(int i) throws Rejected {
    return ImageDecoder.decode(bytes(i), DecodeOptions.DEFAULT);
  }

  /** A depth map from its 16-bit PNG. */
  DepthMap depth(int i) throws Rejected {
    return DepthPng.decode(bytes(i));
  }

  int integer(int i) {
    return (Integer) values[i];
  }

  long bigint(int i) {
    return (Long) values[i];
  }

  double number(int i) {
    return (Double) values[i];
  }

  String text(int i) {
    return ((UTF8String) values[i]).toString();
  }

  /** An array of floats; its NULL elements are {@code NaN}, the label of invalid depth. */
  float[] floats(int i) {
    ArrayData array = (ArrayData) values[i];
    float[] floats = new float[array.numElements()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = array.isNullAt(k) ? Float.NaN : array.getFloat(k);
    }
    return floats;
  }

  /** An array of doubles; its NULL elements are {@code NaN}. */
  double[] doubles(int i) {
    ArrayData array = (ArrayData) values[i];
    double[] doubles = new double[array.numElements()];
    for (int k = 0; k < doubles.length; k++) {
      doubles[k] = array.isNullAt(k) ? Double.NaN : array.getDouble(k);
    }
    return doubles;
  }

  /** Depth maps from an array of 16-bit PNGs; its NULL elements are null. */
  List<DepthMap> depths(int i) throws Rejected {
    ArrayData array = (ArrayData) values[i];
    List<DepthMap> maps = new ArrayList<>();
    for (int k = 0; k < array.numElements(); k++) {
      maps.add(array.isNullAt(k) ? null : DepthPng.decode(array.getBinary(k)));
    }
    return maps;
  }

  Models models() {
    return models;
  }
}
