package org.isobath.generate;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import org.isobath.Nearest;
import org.isobath.UserError;

/**
 * What a request may ask of a generator: the closed list of neutral parameters. A card says for
 * each of them under which name, in which range and with which default its generator takes it, or
 * that it does not; nothing is dropped in silence. Prompt and control are not among them: every
 * request has both.
 */
public enum Parameter {
  STEPS(Type.WHOLE, "denoising steps"),
  GUIDANCE(Type.NUMBER, "strength of the prompt: distilled guidance, not classifier-free"),
  PROMPT_UPSAMPLING(
      Type.FLAG, "the provider rewrites the prompt first; the same seed then gives other pictures"),
  SAFETY_TOLERANCE(Type.WHOLE, "0 strict to 6 lax"),
  SAFETY_CHECKER(Type.FLAG, "whether outputs are checked where that can be chosen"),
  OUTPUT_FORMAT(Type.TEXT, "jpeg, png or webp"),
  OUTPUT_QUALITY(Type.WHOLE, "0 to 100, of jpeg and webp"),
  MEGAPIXELS(Type.TEXT, "size of the output: 0.25, 1 or match_input"),
  WIDTH(Type.WHOLE, "pixels of the output"),
  HEIGHT(Type.WHOLE, "pixels of the output"),
  OUTPUTS(Type.WHOLE, "pictures of one request, each with its price");

  /** What a value is. */
  public enum Type {
    /** {@link Long}. */
    WHOLE("a whole number"),
    /** {@link Double}. */
    NUMBER("a number"),
    /** {@link Boolean}. */
    FLAG("true or false"),
    /** {@link String}. */
    TEXT("text");

    private final String noun;

    Type(String noun) {
      this.noun = noun;
    }

    /** For messages. */
    String noun() {
      return noun;
    }
  }

  private final Type type;
  private final String description;

  Parameter(Type type, String description) {
    this.type = type;
    this.description = description;
  }

  /** The name in configuration and tables: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Type type() {
    return type;
  }

  public String description() {
    return description;
  }

  /**
   * The parameter with this {@link #label()}.
   *
   * @throws UserError naming the nearest one
   */
  public static Parameter of(String label) {
    for (Parameter parameter : values()) {
      if (parameter.label().equals(label)) {
        return parameter;
      }
    }
    throw new UserError(
        "There is no parameter "
            + label
            + ". Did you mean "
            + Nearest.of(label, Arrays.stream(values()).map(Parameter::label).toList())
            + "?");
  }

  /**
   * The value that a text means.
   *
   * @throws UserError for a text that is none of this type
   */
  public Object value(String text) {
    Object value =
        switch (type) {
          case WHOLE -> text.matches("[+-]?\\d{1,18}") ? Long.valueOf(text) : null;
          case NUMBER -> number(text);
          case FLAG -> text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : null;
          case TEXT -> text;
        };
    if (value == null) {
      throw new UserError(label() + " = " + text + " is not " + type.noun() + ".");
    }
    return value;
  }

  private static Double number(String text) {
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The one text of a value, which {@link #value} reads back: 10 for 10.0. */
  public String text(Object value) {
    return type == Type.NUMBER
        ? BigDecimal.valueOf((Double) value).stripTrailingZeros().toPlainString()
        : value.toString();
  }
}
