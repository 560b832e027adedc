package org.isobath.generate.local;

import java.nio.file.Path;

/**
 * A FLUX pipeline on this machine: where its parts are, and the numbers of its arithmetic. No
 * number is assumed: test pipelines have other channels and factors than the real one.
 *
 * @param textEncoder CLIP, as ONNX
 * @param textEncoder2 T5, as ONNX
 * @param transformer as ONNX
 * @param vaeEncoder as ONNX
 * @param vaeDecoder as ONNX
 * @param tokenizer {@code tokenizer.json} of CLIP
 * @param tokenizer2 {@code tokenizer.json} of T5
 * @param latentChannels of the autoencoder; the transformer takes 8 times as many, half of them the
 *     control
 * @param vaeFactor pixels of a latent side
 * @param vaeScale that latents are multiplied with after {@code vaeShift} was subtracted
 * @param vaeShift subtracted from what the autoencoder gives
 * @param textTokens ids of T5
 * @param schedule of the noise
 * @param guidanceEmbedded whether the transformer takes the strength of the prompt as an input
 */
public record Components(
    Path textEncoder,
    Path textEncoder2,
    Path transformer,
    Path vaeEncoder,
    Path vaeDecoder,
    Path tokenizer,
    Path tokenizer2,
    int latentChannels,
    int vaeFactor,
    double vaeScale,
    double vaeShift,
    int textTokens,
    FlowSchedule schedule,
    boolean guidanceEmbedded) {

  /** Width and height are multiples of this: two latents of each side go into one token. */
  public int sizeMultiple() {
    return 2 * vaeFactor;
  }
}
