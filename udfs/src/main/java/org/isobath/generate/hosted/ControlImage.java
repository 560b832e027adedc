package org.isobath.generate.hosted;

import java.net.URI;
import java.util.Arrays;
import java.util.Objects;

/**
 * A control as a call carries it: the bytes, and where the provider finds them once they are
 * uploaded.
 *
 * @param bytes PNG or JPEG without metadata
 * @param mediaType {@code image/png} or {@code image/jpeg}
 * @param uploaded null while they travel inside the call
 */
public record ControlImage(byte[] bytes, String mediaType, int width, int height, URI uploaded) {
  /** The same, found at {@code uri} by the provider. */
  public ControlImage at(URI uri) {
    return new ControlImage(bytes, mediaType, width, height, uri);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ControlImage that
        && Arrays.equals(bytes, that.bytes)
        && mediaType.equals(that.mediaType)
        && width == that.width
        && height == that.height
        && Objects.equals(uploaded, that.uploaded);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(bytes), mediaType, width, height, uploaded);
  }

  @Override
  public String toString() {
    return width + " x " + height + " " + mediaType + ", " + bytes.length + " bytes";
  }
}
