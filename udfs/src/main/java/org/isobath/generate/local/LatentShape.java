package org.isobath.generate.local;

/**
 * The latents of one picture, and the tokens that they are packed into: two by two latents each.
 *
 * @param channels of a latent
 * @param height rows of latents, even
 * @param width latents of a row, even
 */
record LatentShape(int channels, int height, int width) {
  /**
   * @param factor pixels of a latent side
   */
  static LatentShape of(PictureSize size, int channels, int factor) {
    return new LatentShape(
        channels, 2 * (size.height() / (2 * factor)), 2 * (size.width() / (2 * factor)));
  }

  /** Numbers of all latents. */
  int values() {
    return channels * height * width;
  }

  int tokenRows() {
    return height / 2;
  }

  int tokenColumns() {
    return width / 2;
  }

  int tokens() {
    return tokenRows() * tokenColumns();
  }

  /** Numbers of a token. */
  int tokenChannels() {
    return 4 * channels;
  }
}
