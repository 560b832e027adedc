package org.isobath.image;

import java.util.HashMap;
import java.util.Map;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * The markers from a JPEG's first scan to its end. Finds the end marker, and for a progressive file
 * which coefficients were sent: a file cut between two scans and closed with an end marker decodes
 * without complaint to a blurred or grey picture.
 *
 * @param end offset of the end marker, or -1
 * @param count scans
 * @param covered per component id, a bit for every coefficient (0 to 63) that some scan began
 */
record JpegScans(int size, int end, int count, Map<Integer, Long> covered) {
  static JpegScans read(ByteView in, int firstScan) {
    Map<Integer, Long> covered = new HashMap<>();
    byte[] b = in.data();
    int at = firstScan;
    int count = 0;
    while (at + 1 < b.length) {
      if (b[at] != (byte) 0xff) {
        at++;
        continue;
      }
      int marker = b[at + 1] & 0xff;
      if (marker == 0xd9) {
        return new JpegScans(b.length, at, count, covered);
      }
      if (marker == 0xff) {
        at++;
      } else if (marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd8)) {
        at += 2;
      } else if (at + 3 < b.length) {
        int length = (b[at + 2] & 0xff) << 8 | (b[at + 3] & 0xff);
        count += marker == 0xda ? 1 : 0;
        if (marker == 0xda && at + 2 + length <= b.length) {
          cover(b, at + 4, length - 2, covered);
        }
        at += 2 + Math.max(2, length);
      } else {
        break;
      }
    }
    return new JpegScans(b.length, -1, count, covered);
  }

  private static void cover(byte[] b, int body, int length, Map<Integer, Long> covered) {
    int components = length > 0 ? b[body] & 0xff : 0;
    int tail = 1 + 2 * components;
    if (length < tail + 3) {
      return;
    }
    int from = b[body + tail] & 63;
    int to = b[body + tail + 1] & 63;
    int digitsLeft = b[body + tail + 2] & 15;
    long bits = to < from || digitsLeft > 0 ? 0 : (-1L >>> (63 - (to - from))) << from;
    for (int i = 0; i < components; i++) {
      covered.merge(b[body + 1 + 2 * i] & 0xff, bits, (x, y) -> x | y);
    }
  }

  /** Why the decoder may have given up, or null when the end marker is in place. */
  Rejected truncation() {
    return end >= 0
        ? null
        : new Rejected(
            Reason.TRUNCATED, "JPEG without an end marker: the data ends at byte " + size);
  }

  /** What a progressive file with this many components never sent, or null. */
  String unfinished(int components) {
    if (end < 0) {
      return "JPEG without an end marker: the data ends at byte " + size;
    }
    if (covered.size() < components) {
      return "progressive JPEG with scans for "
          + covered.size()
          + " of "
          + components
          + " components";
    }
    for (Map.Entry<Integer, Long> component : covered.entrySet()) {
      int sent = Long.bitCount(component.getValue());
      if (sent < 64) {
        return "progressive JPEG with "
            + sent
            + " of 64 coefficients complete for component "
            + component.getKey();
      }
    }
    return null;
  }
}
