package org.isobath.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Steps through one message of protocol buffers, field by field, without copying what is skipped.
 * Only what ONNX files use: varints, length-delimited fields, and fixed ones to be skipped.
 */
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer bytes;
  private int field;
  private int wire;

  /** A message from the position of {@code bytes} to its limit. */
  ProtoReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Goes to the next field; false at the end. Its value must be read or skipped. */
  boolean next() throws IOException {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    return true;
  }

  /** Number of the field. */
  int field() {
    return field;
  }

  /** True where the field holds a text, bytes, a message, or packed numbers. */
  boolean delimited() {
    return wire == DELIMITED;
  }

  /** The value of a field of whole numbers. */
  long number() throws IOException {
    if (wire != VARINT) {
      throw new IOException("field " + field + " is no number");
    }
    return varint();
  }

  ProtoReader message() throws IOException {
    return new ProtoReader(slice());
  }

  String text() throws IOException {
    return StandardCharsets.UTF_8.decode(slice()).toString();
  }

  /** Bytes of the value, which is skipped. */
  long skip() throws IOException {
    switch (wire) {
      case VARINT:
        varint();
        return 0;
      case FIXED64:
        return advance(8);
      case DELIMITED:
        return slice().remaining();
      case FIXED32:
        return advance(4);
      default:
        throw new IOException("wire type " + wire + " is not of ONNX");
    }
  }

  private int advance(int count) throws IOException {
    if (count > bytes.remaining()) {
      throw truncated();
    }
    bytes.position(bytes.position() + count);
    return count;
  }

  private ByteBuffer slice() throws IOException {
    if (wire != DELIMITED) {
      throw new IOException("field " + field + " is no message");
    }
    long length = varint();
    if (length < 0 || length > bytes.remaining()) {
      throw truncated();
    }
    ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return slice;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!bytes.hasRemaining()) {
        throw truncated();
      }
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number of more than 64 bits");
  }

  /** Numbers of a repeated field: one, or all of them packed. */
  void numbers(LongConsumer each) throws IOException {
    if (wire == VARINT) {
      each.accept(varint());
      return;
    }
    ProtoReader packed = message();
    while (packed.bytes.hasRemaining()) {
      each.accept(packed.varint());
    }
  }

  private static IOException truncated() {
    return new IOException("it ends in the middle");
  }
}
