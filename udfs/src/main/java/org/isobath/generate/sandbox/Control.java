package org.isobath.generate.sandbox;

/**
 * A control as it arrived.
 *
 * @param bytes encoded; empty when there is none
 * @param width upright pixels
 * @param height upright pixels
 * @param trouble why it cannot be used; empty when it can
 */
record Control(byte[] bytes, int width, int height, String trouble) {
  static final Control NONE = new Control(new byte[0], 0, 0, "");

  static Control broken(String trouble) {
    return new Control(new byte[0], 0, 0, trouble);
  }

  boolean there() {
    return bytes.length > 0;
  }
}
