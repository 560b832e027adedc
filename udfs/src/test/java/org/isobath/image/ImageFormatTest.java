package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ImageFormatTest {
  private static ImageFormat sniff(String start) {
    return ImageFormat.sniff(start.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void formats_are_told_by_their_first_bytes() {
    Samples.ofEveryFormat(Samples.picture(16, 12))
        .forEach((name, bytes) -> assertThat(name).contains(ImageFormat.sniff(bytes).label()));
  }

  @Test
  void brands_tell_avif_from_heic() {
    assertThat(sniff("\0\0\0\u001cftypavif\0\0\0\0avifmif1miaf")).isEqualTo(ImageFormat.AVIF);
    assertThat(sniff("\0\0\0\u001cftypmif1\0\0\0\0avifmif1miaf")).isEqualTo(ImageFormat.AVIF);
    assertThat(sniff("\0\0\0\u0018ftypheic\0\0\0\0mif1heic")).isEqualTo(ImageFormat.HEIC);
    assertThat(sniff("\0\0\0\u0018ftypisom\0\0\0\0mp41")).isEqualTo(ImageFormat.UNKNOWN);
  }

  @Test
  void other_known_formats_have_their_names_and_are_not_supported() {
    assertThat(sniff("\0\0\u0001\0\u0001\0")).isEqualTo(ImageFormat.ICO);
    assertThat(sniff("8BPS\0\u0001")).isEqualTo(ImageFormat.PSD);
    assertThat(sniff("%PDF-1.7")).isEqualTo(ImageFormat.PDF);
    assertThat(sniff("\u00ff\n\u00fa")).isEqualTo(ImageFormat.JPEG_XL);
    assertThat(sniff("\0\0\0\fjP  \r\n")).isEqualTo(ImageFormat.JPEG_2000);
    assertThat(ImageFormat.ICO.supported()).isFalse();
    assertThat(ImageFormat.TIFF.supported()).isTrue();
  }

  @Test
  void text_that_begins_like_a_bitmap_is_none() {
    assertThat(sniff("BMW is a maker of cars and motorcycles")).isEqualTo(ImageFormat.UNKNOWN);
  }

  @Test
  void too_few_bytes_are_unknown() {
    assertThat(sniff("")).isEqualTo(ImageFormat.UNKNOWN);
    assertThat(sniff("\u00ff\u00d8")).isEqualTo(ImageFormat.UNKNOWN);
    assertThat(sniff("RIFF1234WEB")).isEqualTo(ImageFormat.UNKNOWN);
  }
}
