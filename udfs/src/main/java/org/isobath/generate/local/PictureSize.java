package org.isobath.generate.local;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.isobath.UserError;
import org.isobath.generate.Parameter;

/**
 * Sides of a picture that is made: each a multiple of two latents, rounded down to it, as diffusers
 * does. Sides have bounds in tokens: below {@link #SHORTEST_TOKENS} there is nothing to see, and
 * beyond {@link #LONGEST_TOKENS} positions are no longer exact in bfloat16 (64 to 4096 pixels for
 * FLUX.1).
 *
 * @param width pixels
 * @param height pixels
 */
public record PictureSize(int width, int height) {
  /** Shape and size of the control. */
  public static final String MATCH_INPUT = "match_input";

  /** Pixels of a picture whose size nobody chose. */
  public static final long MEGAPIXEL = 1024 * 1024;

  /** Largest area that FLUX.1 was trained for; larger ones are made, and warned of. */
  public static final long TRAINED_PIXELS = 2 * MEGAPIXEL;

  static final int SHORTEST_TOKENS = 4;
  static final int LONGEST_TOKENS = 256;

  private static final Pattern RATIO = Pattern.compile("([1-9]\\d{0,3}):([1-9]\\d{0,3})");

  /**
   * The sides that were asked for, rounded down.
   *
   * @param multiple pixels of a token side
   * @throws UserError for sides out of bounds
   */
  public static PictureSize of(int width, int height, int multiple) {
    int shortest = SHORTEST_TOKENS * multiple;
    int longest = LONGEST_TOKENS * multiple;
    PictureSize size = new PictureSize(width / multiple * multiple, height / multiple * multiple);
    if (Math.min(size.width, size.height) < shortest
        || Math.max(size.width, size.height) > longest) {
      throw new UserError(
          "A picture of "
              + width
              + "x"
              + height
              + " cannot be made: sides are "
              + shortest
              + " to "
              + longest
              + " pixels, in steps of "
              + multiple
              + ". Ask for another width and height.");
    }
    return size;
  }

  /**
   * The size with this shape and about so many pixels.
   *
   * @param shape a ratio such as {@code 16:9}, or {@link #MATCH_INPUT} for the control's
   * @param pixels of the picture, before both sides are rounded down
   * @param control sides of the control
   * @param multiple pixels of a token side
   * @throws UserError for a shape that is no ratio, and for sides out of bounds
   */
  public static PictureSize shaped(String shape, long pixels, PictureSize control, int multiple) {
    Matcher ratio = RATIO.matcher(shape);
    double aspect;
    if (shape.equals(MATCH_INPUT)) {
      aspect = (double) control.width / control.height;
    } else if (ratio.matches()) {
      aspect = Double.parseDouble(ratio.group(1)) / Double.parseDouble(ratio.group(2));
    } else {
      throw new UserError(
          "The shape of a picture is a ratio such as 1:1, 4:3 or 16:9, or match_input, not "
              + shape
              + ".");
    }
    return of(side(Math.sqrt(pixels * aspect)), side(Math.sqrt(pixels / aspect)), multiple);
  }

  /** The control's own size, rounded down. */
  public static PictureSize matching(PictureSize control, int multiple) {
    return of(control.width, control.height, multiple);
  }

  /**
   * The size that a request asks for: {@code width} and {@code height}; or {@code megapixels} in
   * the shape of the control, of which {@link #MATCH_INPUT} is the control's own size; or one
   * megapixel in that shape.
   *
   * @param control sides of the control
   * @param multiple pixels of a token side
   * @throws UserError for megapixels that are no number, and for sides out of bounds
   */
  public static PictureSize asked(
      Map<Parameter, Object> parameters, PictureSize control, int multiple) {
    Object width = parameters.get(Parameter.WIDTH);
    Object height = parameters.get(Parameter.HEIGHT);
    if (width != null && height != null) {
      return of(Math.toIntExact((Long) width), Math.toIntExact((Long) height), multiple);
    }
    String megapixels = (String) parameters.getOrDefault(Parameter.MEGAPIXELS, "1");
    if (megapixels.equals(MATCH_INPUT)) {
      return matching(control, multiple);
    }
    try {
      long pixels = (long) (Double.parseDouble(megapixels) * MEGAPIXEL);
      return shaped(MATCH_INPUT, pixels, control, multiple);
    } catch (NumberFormatException e) {
      throw new UserError(
          "megapixels = " + megapixels + " is neither a number nor " + MATCH_INPUT + ".", e);
    }
  }

  /** Rounded down, but not for the last bit of a whole number. */
  private static int side(double pixels) {
    return (int) Math.min(Integer.MAX_VALUE, pixels + 1e-6);
  }

  /**
   * What to tell whoever asked for this size; mostly nothing.
   *
   * @param model for people
   * @param trained pixels of the largest pictures that it was trained for
   */
  public Optional<String> warning(String model, long trained) {
    long pixels = (long) width * height;
    return pixels <= trained
        ? Optional.empty()
        : Optional.of(
            "%dx%d are %.1f million pixels; %s was trained for up to %.1f, and repeats itself beyond"
                .formatted(width, height, pixels / 1e6, model, trained / 1e6));
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
