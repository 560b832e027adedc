package org.isobath.generate.local;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device turned out to have room for, by the size of pictures: learned when its memory runs
 * out, and kept, so that not every batch has to fail first. For one thread at a time.
 */
final class DeviceRoom {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceRoom.class);

  /** Latents: smaller tiles are normalised over too little, and a picture becomes a patchwork. */
  private static final int SMALLEST_TILE = 16;

  private final Map<PictureSize, Integer> batches = new HashMap<>();
  private final Map<PictureSize, Integer> tiles = new HashMap<>();

  /**
   * Works on all at once, or on as many as there is room for; a batch that fails for want of memory
   * is halved. The results do not depend on it.
   *
   * @throws OnnxFailure when there is no room for a single one
   */
  <S, R> List<R> inBatches(
      List<S> all, PictureSize size, LocalProgress progress, Function<List<S>, List<R>> work) {
    List<R> results = new ArrayList<>();
    while (results.size() < all.size()) {
      int from = results.size();
      int most = Math.min(batches.getOrDefault(size, all.size()), all.size() - from);
      try {
        results.addAll(work.apply(all.subList(from, from + most)));
      } catch (OnnxFailure e) {
        if (!e.outOfMemory() || most == 1) {
          throw e;
        }
        batches.put(size, most / 2);
        tell(
            progress,
            "out of device memory with a batch of %d pictures of %s, going on with %d"
                .formatted(most, size, most / 2));
      }
    }
    return results;
  }

  /**
   * Decodes one picture at once, or in tiles where there is no room for it; tiles that fail for
   * want of memory are halved. A picture in tiles is another one ({@link TiledDecode}), which is
   * told for every one.
   *
   * @param latents as the decoder takes them
   * @param decoder of latents {@code [1, channels, rows, columns]}
   * @return planes of the picture
   * @throws OnnxFailure when there is no room for the smallest tile
   */
  FloatBuffer decode(
      float[] latents,
      LatentShape shape,
      PictureSize size,
      LocalProgress progress,
      Function<Tensor, Tensor> decoder) {
    int factor = size.width() / shape.width();
    while (true) {
      Integer side = tiles.get(size);
      try {
        if (side == null) {
          return decoder
              .apply(Tensor.of(latents, 1, shape.channels(), shape.height(), shape.width()))
              .data();
        }
        FloatBuffer picture =
            new TiledDecode(side, factor)
                .decode(latents, shape.channels(), shape.height(), shape.width(), decoder);
        tell(
            progress,
            "too little device memory to decode %s at once: tiles of %dx%d were blended, which are not exactly the whole picture"
                .formatted(size, side * factor, side * factor));
        return picture;
      } catch (OnnxFailure e) {
        int longest = side == null ? Math.max(shape.height(), shape.width()) : side;
        int half = (longest / 2 + 3) / 4 * 4;
        if (!e.outOfMemory() || half < SMALLEST_TILE || half >= longest) {
          throw e;
        }
        tiles.put(size, half);
      }
    }
  }

  /** To the log, and to who waits for the pictures. */
  static void tell(LocalProgress progress, String words) {
    LOG.warn(words);
    progress.notice(words);
  }
}
