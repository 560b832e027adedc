package org.isobath.generate.local;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.ControlLatent;
import org.isobath.image.Image;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FLUX.1 Depth: controls and prompts to pictures, as diffusers' {@code FluxControlPipeline} makes
 * them from the same components, seeds and inputs. Each picture has a generator of its own, so it
 * does not depend on what else is in its batch.
 *
 * <p>Where parity ends: components in 16 bits are fed and read in their type, but latents are kept
 * in 32 bits between steps, where diffusers rounds them; a graph on a GPU adds in another order
 * than PyTorch; a control of another size is resized in our own way ({@link ControlRecipe}).
 *
 * <p>One pipeline for one device, used by one thread at a time; calls from others wait.
 */
public final class FluxPipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FluxPipeline.class);

  private final Components components;
  private final FluxGraphs graphs;

  private FluxPipeline(Components components, FluxGraphs graphs) {
    this.components = components;
    this.graphs = graphs;
  }

  /**
   * Opens a pipeline. Graphs are loaded at their first use.
   *
   * @param gpu ordinal; ignored on the CPU
   * @param threads inside one run, at least 1
   * @param resident whether graphs stay loaded; else each is loaded for its turn in every batch and
   *     freed after it
   * @throws UserError when a component is not there, or the device cannot be used
   */
  public static FluxPipeline open(
      Components components, Device device, int gpu, int threads, boolean resident) {
    return new FluxPipeline(
        components, new FluxGraphs(components, device.resolve(), gpu, threads, resident));
  }

  /**
   * Makes a picture for each input. Each prompt and each control is encoded once. When the device
   * runs out of memory, the batch is halved, which is logged.
   *
   * @param batch at least one; controls of one size, a multiple of {@link Components#sizeMultiple}
   * @param steps of denoising, 28 to 50 are usual
   * @param latent what is taken of a control
   * @param progress called in this thread
   * @return in the order of the batch
   * @throws Rejected {@code inference_failed} when a picture came out with values that are no
   *     numbers
   * @throws UserError for a size or number of steps that cannot be, and for a component that is not
   *     what it should be
   * @throws OnnxFailure when a graph fails
   * @throws CancellationException when this thread is interrupted, which is looked for before and
   *     during every step
   */
  public synchronized List<Image> generate(
      List<FluxInput> batch, int steps, ControlLatent latent, LocalProgress progress)
      throws Rejected {
    PictureSize size = size(batch);
    // a mistake in it is told before minutes of loading
    components.schedule().sigmas(steps, 1);
    try {
      return make(batch, size, steps, latent, progress);
    } catch (OnnxFailure e) {
      if (!e.outOfMemory() || batch.size() == 1) {
        throw e;
      }
      int half = batch.size() / 2;
      LOG.warn(
          "out of device memory with a batch of {} pictures of {}, going on with {}",
          batch.size(),
          size,
          half);
      List<Image> pictures =
          new ArrayList<>(generate(batch.subList(0, half), steps, latent, progress));
      pictures.addAll(generate(batch.subList(half, batch.size()), steps, latent, progress));
      return pictures;
    }
  }

  private PictureSize size(List<FluxInput> batch) {
    Image first = batch.get(0).control();
    PictureSize size = PictureSize.of(first.width(), first.height(), components.sizeMultiple());
    for (FluxInput input : batch) {
      Image control = input.control();
      if (control.width() != size.width() || control.height() != size.height()) {
        throw new IllegalArgumentException(
            "a control of "
                + control.width()
                + "x"
                + control.height()
                + " in a batch of pictures of "
                + size
                + "; sides are multiples of "
                + components.sizeMultiple());
      }
    }
    return size;
  }

  private List<Image> make(
      List<FluxInput> batch,
      PictureSize size,
      int steps,
      ControlLatent latent,
      LocalProgress progress)
      throws Rejected {
    LatentShape shape = LatentShape.of(size, components.latentChannels(), components.vaeFactor());
    Map<TokenIds, Tensor> pooled =
        encode(batch, Component.TEXT_ENCODER, Port.CLIP_IDS, Port.POOLED_OUT);
    Map<TokenIds, Tensor> text =
        encode(batch, Component.TEXT_ENCODER_2, Port.T5_IDS, Port.SEQUENCE_OUT);
    Map<Image, Tensor> parameters = encodeControls(batch, shape, latent);
    List<Denoiser.Start> starts = new ArrayList<>();
    for (FluxInput input : batch) {
      TorchRandom random = new TorchRandom(input.seed());
      // the control's draw comes first; the order is part of what a seed means
      float[] deviations = latent == ControlLatent.SAMPLE ? random.normal(shape.values()) : null;
      float[] control =
          VaeLatents.control(
              parameters.get(input.control()).data(),
              shape.values(),
              deviations,
              (float) components.vaeShift(),
              (float) components.vaeScale());
      float[] noise = random.normal(shape.values());
      starts.add(
          new Denoiser.Start(
              text.get(input.prompt()),
              pooled.get(input.prompt()),
              control,
              noise,
              input.guidance()));
    }
    float[][] latents =
        graphs.with(
            Component.TRANSFORMER,
            transformer ->
                new Denoiser(shape, components.schedule())
                    .run(transformer, starts, steps, progress));
    return decode(latents, shape, size, progress);
  }

  /** What a text encoder says of each prompt. */
  private Map<TokenIds, Tensor> encode(
      List<FluxInput> batch, Component graph, Port ids, Port output) {
    return graphs.with(
        graph,
        encoder -> {
          Map<TokenIds, Tensor> encoded = new LinkedHashMap<>();
          for (FluxInput input : batch) {
            encoded.computeIfAbsent(
                input.prompt(),
                prompt ->
                    encoder.run(
                        ids, tensor(ids == Port.T5_IDS ? prompt.t5() : prompt.clip()), output));
          }
          return encoded;
        });
  }

  /** Ids as floats, which hold them exactly; the graph gets the type that it declares. */
  private static Tensor tensor(long[] ids) {
    Tensor tensor = Tensor.allocate(1, ids.length);
    for (int i = 0; i < ids.length; i++) {
      tensor.data().put(i, ids[i]);
    }
    return tensor;
  }

  /** What the autoencoder says of each control, which are told apart by identity. */
  private Map<Image, Tensor> encodeControls(
      List<FluxInput> batch, LatentShape shape, ControlLatent latent) {
    return graphs.with(
        Component.VAE_ENCODER,
        encoder -> {
          Map<Image, Tensor> encoded = new IdentityHashMap<>();
          for (FluxInput input : batch) {
            encoded.computeIfAbsent(
                input.control(), control -> parameters(encoder, control, shape, latent));
          }
          return encoded;
        });
  }

  private Tensor parameters(
      LoadedGraph encoder, Image control, LatentShape shape, ControlLatent latent) {
    Tensor planes = Tensor.allocate(1, 3, control.height(), control.width());
    PicturePlanes.write(control, planes.data());
    Tensor parameters = encoder.run(Port.PICTURE_IN, planes, Port.LATENT_OUT);
    long[] expected = {1, 2 * shape.channels(), shape.height(), shape.width()};
    boolean meansAlone = parameters.data().capacity() == shape.values();
    if (meansAlone && latent == ControlLatent.SAMPLE) {
      throw new UserError(
          "The vae_encoder at "
              + components.file(Component.VAE_ENCODER)
              + " gives latents, not their distribution, so no seed decides what is drawn. Take"
              + " another export, whose output has "
              + expected[1]
              + " channels, or the latent mean.");
    }
    if (!meansAlone && !Arrays.equals(parameters.shape(), expected)) {
      throw new UserError(
          "The vae_encoder at "
              + components.file(Component.VAE_ENCODER)
              + " gives "
              + Arrays.toString(parameters.shape())
              + " for a control of "
              + control.width()
              + "x"
              + control.height()
              + ", where the card's latents are "
              + Arrays.toString(expected)
              + ". Correct the channels and the factor in the card.");
    }
    return parameters;
  }

  /** One at a time: at a megapixel the decoder needs gigabytes for each. */
  private List<Image> decode(
      float[][] latents, LatentShape shape, PictureSize size, LocalProgress progress)
      throws Rejected {
    List<FloatBuffer> decoded =
        graphs.with(
            Component.VAE_DECODER,
            decoder -> {
              List<FloatBuffer> planes = new ArrayList<>();
              for (float[] z : latents) {
                VaeLatents.unscale(z, (float) components.vaeShift(), (float) components.vaeScale());
                Tensor one = Tensor.of(z, 1, shape.channels(), shape.height(), shape.width());
                Tensor picture = decoder.run(Port.LATENT_IN, one, Port.PICTURE_OUT);
                checkPicture(picture, size);
                planes.add(picture.data());
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

  private void checkPicture(Tensor picture, PictureSize size) {
    long[] expected = {1, 3, size.height(), size.width()};
    if (!Arrays.equals(picture.shape(), expected)) {
      throw new UserError(
          "The vae_decoder at "
              + components.file(Component.VAE_DECODER)
              + " gives "
              + Arrays.toString(picture.shape())
              + " for a picture of "
              + size
              + ". Correct the factor in the card.");
    }
  }

  /** Frees the graphs. */
  @Override
  public synchronized void close() {
    graphs.close();
  }
}
