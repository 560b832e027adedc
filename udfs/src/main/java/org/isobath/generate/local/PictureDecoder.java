package org.isobath.generate.local;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.image.Image;
import org.isobath.onnx.Tensor;

/** The end of a pipeline: latents to pictures, whole or in tiles. */
final class PictureDecoder {
  private final Graphs graphs;
  private final DeviceRoom room;
  private final Path file;
  private final int factor;
  private final float scale;
  private final float shift;

  /**
   * @param file of the decoder, for messages
   * @param factor pixels of a latent side
   * @param scale that latents were multiplied with
   * @param shift that was subtracted before
   */
  PictureDecoder(
      Graphs graphs, DeviceRoom room, Path file, int factor, double scale, double shift) {
    this.graphs = graphs;
    this.room = room;
    this.file = file;
    this.factor = factor;
    this.scale = (float) scale;
    this.shift = (float) shift;
  }

  /**
   * One at a time: at a megapixel the decoder needs gigabytes for each.
   *
   * @param latents of each picture; unscaled in place
   * @throws Rejected {@code inference_failed} when a picture came out with values that are no
   *     numbers
   * @throws UserError for a decoder of another factor
   */
  List<Image> decode(
      List<float[]> latents, LatentShape shape, PictureSize size, LocalProgress progress)
      throws Rejected {
    latents.forEach(z -> VaeLatents.unscale(z, shift, scale));
    List<FloatBuffer> decoded =
        graphs.with(
            Component.VAE_DECODER,
            progress,
            decoder -> {
              List<FloatBuffer> planes = new ArrayList<>();
              for (float[] z : latents) {
                planes.add(
                    room.decode(z, shape, size, progress, tile -> decode(decoder, tile, progress)));
              }
              return planes;
            });
    List<Image> pictures = new ArrayList<>();
    for (FloatBuffer planes : decoded) {
      progress.decoded(pictures.size(), planes);
      pictures.add(PicturePlanes.read(planes, size.width(), size.height()));
    }
    return pictures;
  }

  /** Other components make room before the picture is decoded in tiles, which would change it. */
  private Tensor decode(LoadedGraph decoder, Tensor latents, LocalProgress progress) {
    Tensor picture =
        graphs.makingRoom(
            Component.VAE_DECODER,
            progress,
            () -> decoder.run(Port.LATENT_IN, latents, Port.PICTURE_OUT));
    long[] expected = {1, 3, latents.shape()[2] * factor, latents.shape()[3] * factor};
    if (!Arrays.equals(picture.shape(), expected)) {
      throw new UserError(
          "The vae_decoder at "
              + file
              + " gives "
              + Arrays.toString(picture.shape())
              + " where the card's factor means "
              + Arrays.toString(expected)
              + ". Correct the factor in the card.");
    }
    return picture;
  }
}
