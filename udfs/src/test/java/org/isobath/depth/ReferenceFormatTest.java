package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceFormatTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void codes_of_kitti_and_of_millimetres_are_metres() throws Exception {
    byte[] png = Png16Writer.write(new Grey16(3, 1, new char[] {0, 256, 65535}, Map.of()));
    assertThat(ReferenceFormat.KITTI.read(png).values())
        .containsExactly(NAN, 1, (float) (65535 / 256.0));
    assertThat(ReferenceFormat.MILLIMETRES.read(png).values())
        .containsExactly(NAN, 0.256f, 65.535f);
    assertThat(ReferenceFormat.KITTI.read(png).kind()).isEqualTo(DepthKind.METRIC);
  }

  @Test
  void grey_maps_of_16_bits_are_read_as_their_png_would_be() throws Exception {
    byte[] pgm =
        concat(ascii("P5\n# depth\n3 1\n65535\n"), new byte[] {0, 0, 0x03, (byte) 0xe8, -1, -1});
    assertThat(ReferenceFormat.MILLIMETRES.read(pgm).values()).containsExactly(NAN, 1, 65.535f);
    assertThat(ReferenceFormat.TUM.read(pgm).values()).containsExactly(NAN, 0.2f, 13.107f);
  }

  @ParameterizedTest
  @CsvSource({
    "'P5 3 1 255\n   ', bad_header, 'Cannot read PGM: a greatest value of 255; 16-bit depth has 256 to 65535'",
    "'P5 3 x 65535\n      ', bad_header, 'Cannot read PGM: no height after 5 bytes'",
    "'P5 0 1 65535\n', bad_header, 'Cannot read PGM: no width after 3 bytes'",
    "'P5 3 1 65535\n     ', truncated, 'Cannot read PGM: the file ends early'",
    "'P5 3 1 65535\n       ', bad_header, 'Cannot read PGM: its data is longer than its sides'",
    "'P5 99999 99999 65535\n ', too_many_pixels, 'Cannot read PGM: 99999x99999 pixels; the limit is 268435456'",
    "'P5 3 1 #', truncated, 'Cannot read PGM: the file ends early'"
  })
  void broken_grey_maps_are_rejected_with_what_is_wrong(String file, String reason, String words) {
    assertThatThrownBy(() -> ReferenceFormat.KITTI.read(ascii(file.replace("\\n", "\n"))))
        .isInstanceOf(Rejected.class)
        .hasMessage(words)
        .extracting(e -> ((Rejected) e).reason().label())
        .isEqualTo(reason);
  }

  @Test
  void numpy_arrays_are_read_as_numpy_writes_them() throws Exception {
    // numpy.save of np.array([[1.5, -1, nan], [inf, 0, 2]], '<f4'), byte for byte
    byte[] header =
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 1, new byte[0]);
    assertThat(header).hasSize(128);
    byte[] file = concat(header, floats(ByteOrder.LITTLE_ENDIAN, 1.5f, -1, NAN, INF, 0, 2));
    DepthMap map = ReferenceFormat.NPY.read(file);
    assertThat(map.width()).isEqualTo(3);
    assertThat(map.height()).isEqualTo(2);
    assertThat(map.values()).containsExactly(1.5f, NAN, NAN, INF, NAN, 2);
    byte[] big =
        npy(
            "{'descr': '>f8', 'fortran_order': False, 'shape': (1, 2, 1), }",
            2,
            ByteBuffer.allocate(16).putDouble(0.25).putDouble(7).array());
    assertThat(ReferenceFormat.NPY.read(big).values())
        .as("float64, big-endian, with a last side of 1, as DIODE has it")
        .containsExactly(0.25f, 7);
  }

  @Test
  void a_mask_takes_pixels_away() throws Exception {
    DepthMap map = new DepthMap(3, 1, new float[] {1, 2, 3}, DepthKind.METRIC);
    byte[] mask =
        npy(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }",
            1,
            floats(ByteOrder.LITTLE_ENDIAN, 1, 0, 1));
    assertThat(ReferenceFormat.masked(map, mask).values()).containsExactly(1, NAN, 3);
    DepthMap other = new DepthMap(1, 3, new float[] {1, 2, 3}, DepthKind.METRIC);
    assertThatThrownBy(() -> ReferenceFormat.masked(other, mask))
        .isInstanceOf(Rejected.class)
        .hasMessage("Cannot apply mask: it is of 3x1 and the depth of 1x3 pixels");
  }

  @Test
  void portable_float_maps_run_from_the_bottom_in_either_order() throws Exception {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      String scale = order == ByteOrder.LITTLE_ENDIAN ? "-1.000000" : "1";
      byte[] file = concat(ascii("Pf\n2 2\n" + scale + "\n"), floats(order, 3, 4, 1, 0));
      DepthMap map = ReferenceFormat.PFM.read(file);
      assertThat(map.values()).as(order.toString()).containsExactly(1, NAN, 3, 4);
    }
  }

  @Test
  void our_own_files_come_back_as_metres() throws Exception {
    DepthMap inverse = new DepthMap(2, 1, new float[] {0.5f, 0.25f}, DepthKind.INVERSE_METRIC);
    DepthMap read = ReferenceFormat.ISOBATH.read(DepthPng.encode(inverse, Map.of()).png());
    assertThat(read.kind()).isEqualTo(DepthKind.METRIC);
    assertThat(read.at(0, 0)).isCloseTo(2, org.assertj.core.api.Assertions.within(1e-3f));
    DepthMap relative = new DepthMap(2, 1, new float[] {0.5f, 0.25f}, DepthKind.INVERSE_RELATIVE);
    byte[] png = DepthPng.encode(relative, Map.of()).png();
    assertRejected(ReferenceFormat.ISOBATH, png, Reason.BAD_HEADER, "it is inverse_relative");
  }

  @Test
  void headers_that_promise_too_much_allocate_nothing() {
    String shape = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }";
    npyRejected(shape.formatted("99999999, 99999999"), Reason.TOO_MANY_PIXELS, "99999999x99999999");
    npyRejected(shape.formatted("16000, 16000"), Reason.TRUNCATED, "ends early");
    npyRejected(shape.formatted("0, 4"), Reason.BAD_HEADER, "a side of 0");
    npyRejected(shape.formatted("2, 3, 3"), Reason.BAD_HEADER, "shape (2, 3, 3)");
    npyRejected(shape.formatted("9999999999, 1"), Reason.BAD_HEADER, "a side of 9999999999");
    npyRejected(shape.formatted(""), Reason.BAD_HEADER, "is not height × width");
    npyRejected(shape.formatted("1, 1").replace("f4", "O8"), Reason.BAD_HEADER, "no descr");
    npyRejected(shape.formatted("1, 1").replace("f4", "c8"), Reason.BAD_HEADER, "type c8");
    npyRejected(shape.formatted("1, 1").replace("False", "True"), Reason.BAD_HEADER, "Fortran");
    npyRejected("{}", Reason.BAD_HEADER, "no fortran_order");
    assertRejected(
        ReferenceFormat.NPY,
        concat(
            new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 127}, ascii("x")),
        Reason.BAD_HEADER,
        "a header of 2147483647 bytes; 4096 are read");
    pfmRejected("Pf\n99999999 99999999\n-1\n", Reason.TOO_MANY_PIXELS, "99999999x99999999");
    pfmRejected("Pf\n16000 16000\n-1\n", Reason.TRUNCATED, "ends early");
    pfmRejected("Pf\n-4 4\n-1\n", Reason.BAD_HEADER, "a side of -4");
    pfmRejected("Pf\n1 1\n0\n", Reason.BAD_HEADER, "a scale of 0");
    pfmRejected("Pf\n1 1\nnan\n", Reason.BAD_HEADER, "a scale of nan");
    pfmRejected("PF\n1 1\n-1\n", Reason.BAD_HEADER, "three channels");
    pfmRejected("P5\n1 1\n255\n", Reason.UNSUPPORTED_FORMAT, "do not begin");
    pfmRejected("Pf" + " ".repeat(10) + "\n", Reason.BAD_HEADER, "a side of ");
    pfmRejected("P".repeat(500), Reason.BAD_HEADER, "more than 128 bytes");
    pfmRejected("Pf\n1 1\n-1\n12345", Reason.BAD_HEADER, "longer than its sides");
  }

  @Test
  void damaged_files_are_rejected_and_never_fail_otherwise() {
    byte[][] files = {
      npy(
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }",
          1,
          floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4)),
      concat(ascii("Pf\n2 2\n-1\n"), floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4)),
      Png16Writer.write(new Grey16(2, 2, new char[] {1, 2, 3, 4}, Map.of()))
    };
    Random random = new Random(3);
    for (byte[] file : files) {
      for (int round = 0; round < 3000; round++) {
        byte[] damaged =
            Arrays.copyOf(file, round % 3 == 0 ? random.nextInt(file.length) : file.length);
        for (int k = 0; k < 1 + round % 4 && damaged.length > 0; k++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        for (ReferenceFormat format : ReferenceFormat.values()) {
          try {
            assertThat(format.read(damaged).values().length).isLessThan(100);
          } catch (Rejected e) {
            assertThat(e.getMessage()).startsWith("Cannot ");
          }
        }
      }
    }
  }

  @Test
  void names_are_read_back_and_unknown_ones_are_refused() {
    for (ReferenceFormat format : ReferenceFormat.values()) {
      assertThat(ReferenceFormat.of(format.label())).isEqualTo(format);
    }
    assertThatThrownBy(() -> ReferenceFormat.of("exr"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Unknown format of reference depth: exr. Use one of kitti, millimetres, tum, npy, pfm, isobath.");
  }

  private static void npyRejected(String header, Reason reason, String message) {
    assertRejected(ReferenceFormat.NPY, npy(header, 1, new byte[4]), reason, message);
  }

  private static void pfmRejected(String header, Reason reason, String message) {
    assertRejected(ReferenceFormat.PFM, concat(ascii(header), new byte[3]), reason, message);
  }

  private static void assertRejected(
      ReferenceFormat format, byte[] file, Reason reason, String message) {
    assertThatThrownBy(() -> format.read(file))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining(message)
        .extracting(e -> ((Rejected) e).reason())
        .isEqualTo(reason);
  }

  /** Padded with spaces to a multiple of 64 bytes, as NumPy does. */
  private static byte[] npy(String header, int version, byte[] data) {
    int start = version == 1 ? 10 : 12;
    String text = header + " ".repeat(63 - (start + header.length()) % 64) + "\n";
    ByteBuffer head = ByteBuffer.allocate(start).order(ByteOrder.LITTLE_ENDIAN);
    head.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      head.putShort((short) text.length());
    } else {
      head.putInt(text.length());
    }
    return concat(concat(head.array(), ascii(text)), data);
  }

  private static byte[] floats(ByteOrder order, float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(order);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(a);
    out.writeBytes(b);
    return out.toByteArray();
  }
}
