package org.isobath.generate.sandbox;

/**
 * Sides of a picture that is made: multiples of 16 pixels, the unit of the model family.
 *
 * @param width pixels, at least 16
 * @param height pixels, at least 16
 */
record OutputSize(int width, int height) {
  private static final int UNIT = 16;

  /** The control's own size; a megapixel where there is none. */
  static OutputSize of(Control control) {
    return control.there() ? scaled(control, 1) : new OutputSize(1024, 1024);
  }

  /**
   * By the word of flux-depth-dev: {@code 1} and {@code 0.25} million pixels with the control's
   * shape, {@code match_input} its own size up to 1440 x 1440.
   */
  static OutputSize megapixels(Control control, String word) {
    if (!control.there()) {
      return of(control);
    }
    if (word.equals("match_input")) {
      int longer = Math.max(control.width(), control.height());
      return scaled(control, Math.min(1, 1440.0 / longer));
    }
    double pixels = Double.parseDouble(word) * 1024 * 1024;
    return scaled(control, Math.sqrt(pixels / ((double) control.width() * control.height())));
  }

  /** The same shape with no side above {@code longest}; 0 for no bound. */
  OutputSize within(int longest) {
    int longer = Math.max(width, height);
    if (longest == 0 || longer <= longest) {
      return this;
    }
    double factor = (double) longest / longer;
    return new OutputSize(unit(width * factor), unit(height * factor));
  }

  private static OutputSize scaled(Control control, double factor) {
    return new OutputSize(unit(control.width() * factor), unit(control.height() * factor));
  }

  private static int unit(double side) {
    return Math.max(UNIT, UNIT * (int) Math.round(side / UNIT));
  }
}
