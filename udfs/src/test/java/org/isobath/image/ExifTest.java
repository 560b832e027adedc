package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExifTest {
  private static final byte[] FULL = Samples.exif(ByteOrder.LITTLE_ENDIAN, 8, 5000, 75, 2540, 2);

  @Test
  void focal_plane_resolution_is_brought_to_millimetres_from_every_unit() {
    assertThat(Exif.parse(FULL).pixelsPerMm()).isEqualTo(100.0);
    assertThat(Exif.parse(Samples.exif(ByteOrder.BIG_ENDIAN, 1, 0, 0, 900, 3)).pixelsPerMm())
        .isEqualTo(90.0);
    assertThat(Exif.parse(Samples.exif(ByteOrder.BIG_ENDIAN, 1, 0, 0, 900, 4)).pixelsPerMm())
        .isEqualTo(900.0);
    // inch is the default of the standard
    assertThat(Exif.parse(Samples.exif(ByteOrder.BIG_ENDIAN, 1, 0, 0, 254, 0)).pixelsPerMm())
        .isEqualTo(10.0);
  }

  @Test
  void absent_fields_are_null() {
    assertThat(Exif.parse(Samples.exif(3))).isEqualTo(new Exif(3, null, null, null, null, null));
  }

  @Test
  void no_block_is_none() {
    assertThat(Exif.parse(null)).isEqualTo(Exif.NONE);
    assertThat(Exif.parse(new byte[0])).isEqualTo(Exif.NONE);
    assertThat(Exif.parse(new byte[2 << 20])).isEqualTo(Exif.NONE);
  }

  @Test
  void a_broken_block_never_costs_more_than_its_fields() {
    for (int length = 0; length < FULL.length; length++) {
      assertThat(Exif.parse(Arrays.copyOf(FULL, length)).orientation()).isIn(1, 8);
    }
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      byte[] broken = FULL.clone();
      for (int k = 0; k < 4; k++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      assertThat(Exif.parse(broken).orientation()).isBetween(1, 8);
    }
  }

  @Test
  void zero_as_a_focal_length_means_unknown() {
    byte[] zero = FULL.clone();
    int data = zero.length - 16;
    Arrays.fill(zero, data, data + 4, (byte) 0);
    assertThat(Exif.parse(zero).focalMm()).isNull();
    assertThat(Exif.parse(zero).focal35mm()).isEqualTo(75.0);
  }
}
