package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

class PlyWriterTest {
  @Test
  void theWholeFileOfOneColouredPointWithItsNormal() throws IOException {
    PointCloud cloud =
        new PointCloud(
            new float[] {1, -2, 0.5f},
            new float[] {0, 0, -1},
            new byte[] {(byte) 255, 128 - 256, 7});
    String header =
        """
        ply
        format binary_little_endian 1.0
        comment metres
        element vertex 1
        property float x
        property float y
        property float z
        property float nx
        property float ny
        property float nz
        property uchar red
        property uchar green
        property uchar blue
        end_header
        """;
    // 1 = 3f800000, -2 = c0000000, 0.5 = 3f000000, -1 = bf800000, least significant byte first
    byte[] body = {
      0,
      0,
      (byte) 0x80,
      0x3f,
      0,
      0,
      0,
      (byte) 0xc0,
      0,
      0,
      0,
      0x3f,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      (byte) 0x80,
      (byte) 0xbf,
      (byte) 255,
      (byte) 128,
      7
    };
    byte[] file = written(cloud, "metres");
    int length = header.length();
    assertThat(new String(file, 0, length, StandardCharsets.US_ASCII)).isEqualTo(header);
    assertThat(Arrays.copyOfRange(file, length, file.length)).isEqualTo(body);
  }

  @Test
  void largeCloudsKeepTheirOrder() throws IOException {
    float[] xyz = new float[3 * 10_001];
    for (int i = 0; i < xyz.length; i++) {
      xyz[i] = i;
    }
    byte[] file = written(new PointCloud(xyz, new float[0], new byte[0]), "");
    ByteBuffer body =
        ByteBuffer.wrap(file, file.length - 4 * xyz.length, 4 * xyz.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < xyz.length; i++) {
      assertThat(body.getFloat()).isEqualTo(i);
    }
    assertThat(new String(file, 0, file.length - 4 * xyz.length, StandardCharsets.US_ASCII))
        .contains("element vertex 10001\n")
        .endsWith("property float z\nend_header\n");
  }

  @Test
  void colourAndNormalBelongToTheirPixel() {
    float[] depth = {1, Float.NaN, 1, 1, 1, 1};
    PointMap points =
        PointMap.of(new DepthMap(3, 2, depth, DepthKind.METRIC), CameraIntrinsics.assumed(3, 2));
    byte[] rgb = new byte[18];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    PointCloud cloud = PointCloud.withNormals(points, new Image(3, 2, rgb), 1);
    assertThat(cloud.size()).isEqualTo(5);
    assertThat(cloud.rgb()).containsExactly(0, 1, 2, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
    assertThat(cloud.normals()).hasSize(15);
    assertThat(PointCloud.withNormals(points, null, 1).rgb()).isEmpty();
    assertThatThrownBy(() -> PointCloud.withNormals(points, new Image(1, 1, new byte[3]), 1))
        .hasMessage("the picture is 1x1 and the depth map 3x2: resize the picture first");
  }

  @Test
  void aCommentOfTwoLinesIsRefused() {
    PointCloud empty = new PointCloud(new float[0], new float[0], new byte[0]);
    assertThatThrownBy(() -> written(empty, "a\nend_header"))
        .hasMessageStartingWith("a PLY comment is one line of printable ASCII");
  }

  private static byte[] written(PointCloud cloud, String comment) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PlyWriter.write(cloud, comment, out);
    return out.toByteArray();
  }
}
