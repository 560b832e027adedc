package org.isobath.model;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.isobath.image.Interpolation;

/** Cards as text. The lists of keys are the format; everything else reads or writes by them. */
final class CardFormat {
  static final List<String> CARD =
      List.of(
          "id",
          "title",
          "verified",
          "licence",
          "source",
          "sha256",
          "bytes",
          "input",
          "output",
          "limits");
  static final List<String> LICENCE = List.of("name", "commercial", "url");
  static final List<String> INPUT =
      List.of(
          "name",
          "layout",
          "size",
          "interpolation",
          "antialias",
          "resize-on",
          "scale",
          "mean",
          "std",
          "channels",
          "reduced-decode",
          "constants");
  static final List<String> SIZE =
      List.of("rule", "width", "height", "multiple", "max-side", "pad-rgb");
  static final List<String> OUTPUT =
      List.of(
          "depth",
          "kind",
          "unit",
          "sky",
          "sky-threshold",
          "mask",
          "mask-threshold",
          "outside",
          "focal",
          "metric-scale",
          "zero-invalid",
          "upsampling",
          "align-corners",
          "canonical-focal",
          "assume-fov");
  static final List<String> LIMITS = List.of("min-side", "max-aspect", "max-pixels");

  /** What a card says where the graph scales, subtracts or divides by itself. */
  private static final String BAKED = "baked";

  private static final List<Double> ZEROS = List.of(0.0, 0.0, 0.0);
  private static final List<Double> ONES = List.of(1.0, 1.0, 1.0);

  private CardFormat() {}

  static ModelCard read(String hocon, String file, URI folder) {
    CardSection card = CardSection.parse(CardKind.MODEL, hocon, file, CARD);
    String sha256 = card.sha256("sha256", null);
    CardSection licence = card.section("licence", LICENCE);
    return new ModelCard(
        card.id(),
        card.text("title"),
        card.flag("verified", false),
        new ModelCard.Licence(
            licence.text("name"), licence.flag("commercial"), licence.text("url", "")),
        card.source("source", folder),
        sha256,
        card.wholeLong("bytes", 0),
        input(card.section("input", INPUT)),
        output(card.section("output", OUTPUT)),
        card.has("limits") ? limits(card.section("limits", LIMITS)) : CardLimits.NONE);
  }

  private static InputRule input(CardSection input) {
    if (!input.text("layout", "nchw").equals("nchw")) {
      throw input.wrong("layout", "nchw, the one layout that is fed");
    }
    Resampling interpolation = input.constant("interpolation", Resampling.class, null);
    InputRule.Antialias antialias =
        input.constant("antialias", InputRule.Antialias.class, InputRule.Antialias.NONE);
    boolean pillow = antialias == InputRule.Antialias.PILLOW;
    if (pillow && interpolation != Resampling.LINEAR && interpolation != Resampling.CUBIC) {
      throw input.wrong("antialias", "none, or interpolation = linear or cubic");
    }
    InputRule.ResizeOn resizeOn =
        input.constant(
            "resize-on",
            InputRule.ResizeOn.class,
            pillow ? InputRule.ResizeOn.UINT8 : InputRule.ResizeOn.FLOAT);
    if (pillow && resizeOn != InputRule.ResizeOn.UINT8) {
      throw input.wrong("resize-on", "uint8, as Pillow resizes pictures");
    }
    List<Double> std = normalisation(input, "std", ONES);
    if (std.stream().anyMatch(s -> !(s > 0))) {
      throw input.wrong("std", "three numbers above zero");
    }
    return new InputRule(
        input.text("name", ""),
        size(input.section("size", SIZE)),
        interpolation,
        antialias,
        resizeOn,
        scale(input),
        normalisation(input, "mean", ZEROS),
        std,
        input.constant("channels", InputRule.Channels.class, InputRule.Channels.RGB),
        input.flag("reduced-decode", false),
        input.wholes("constants"));
  }

  private static SizeRule size(CardSection size) {
    Fit fit = size.constant("rule", Fit.class, null);
    int width = size.whole("width");
    int height = size.whole("height");
    int multiple = size.whole("multiple", 1);
    int maxSide = size.whole("max-side", 0);
    if (maxSide > 0 && maxSide < multiple) {
      throw size.wrong("max-side", "at least the multiple, " + multiple);
    }
    if (fit == Fit.STRETCH || fit == Fit.PAD || fit == Fit.UPPER) {
      if (width % multiple != 0) {
        throw size.wrong("width", "a multiple of " + multiple);
      }
      if (height % multiple != 0) {
        throw size.wrong("height", "a multiple of " + multiple);
      }
    }
    return new SizeRule(fit, width, height, multiple, maxSide, size.triple("pad-rgb", ZEROS));
  }

  /** 1/255 by name, because no decimal is it. */
  private static double scale(CardSection input) {
    if (!input.has("scale")) {
      return 1.0 / 255;
    }
    if (input.is("scale", BAKED)) {
      return 1;
    }
    return input.is("scale", "1/255") ? 1.0 / 255 : input.positive("scale", 1);
  }

  private static List<Double> normalisation(CardSection input, String key, List<Double> none) {
    return input.is(key, BAKED) ? none : input.triple(key, none);
  }

  private static OutputRule output(CardSection output) {
    OutputKind kind = output.constant("kind", OutputKind.class, null);
    String unit = output.text("unit", kind.units().get(0));
    if (!kind.units().contains(unit)) {
      throw output.wrong("unit", "one of " + String.join(", ", kind.units()) + " for this kind");
    }
    if (output.has("canonical-focal") != kind.canonical()) {
      throw output.wrong(
          output.has("canonical-focal") ? "canonical-focal" : "kind",
          "canonical-focal together with kind = canonical_metric, and only there");
    }
    if (output.has("metric-scale") != (kind == OutputKind.AFFINE_POINTS)) {
      throw output.wrong(
          output.has("metric-scale") ? "metric-scale" : "kind",
          "metric-scale together with kind = affine_points, and only there");
    }
    if (output.has("outside") && !output.has("mask")) {
      throw output.wrong("outside", "outside together with mask");
    }
    Interpolation upsampling =
        output.constant("upsampling", Interpolation.class, Interpolation.LINEAR);
    boolean alignCorners = output.flag("align-corners", false);
    if (alignCorners && upsampling != Interpolation.LINEAR) {
      throw output.wrong(
          "align-corners", "false for upsampling = " + upsampling.name().toLowerCase(Locale.ROOT));
    }
    double fov = output.positive("assume-fov", 0);
    if (fov >= 180) {
      throw output.wrong("assume-fov", "degrees below 180");
    }
    return new OutputRule(
        output.text("depth", ""),
        kind,
        unit,
        output.text("sky", ""),
        output.number("sky-threshold", 0.3),
        output.text("mask", ""),
        output.number("mask-threshold", 0.5),
        output.constant("outside", OutputRule.Outside.class, OutputRule.Outside.INVALID),
        output.text("focal", ""),
        output.text("metric-scale", ""),
        output.flag("zero-invalid", false),
        upsampling,
        alignCorners,
        output.positive("canonical-focal", 0),
        fov);
  }

  private static CardLimits limits(CardSection limits) {
    double aspect = limits.positive("max-aspect", 0);
    if (limits.has("max-aspect") && aspect < 1) {
      throw limits.wrong("max-aspect", "at least 1: longest side over shortest");
    }
    return new CardLimits(limits.whole("min-side", 1), aspect, limits.wholeLong("max-pixels", 0));
  }

  static String write(ModelCard card) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", card.id());
    tree.put("title", card.title());
    tree.put("verified", card.verified());
    tree.put(
        "licence",
        Map.of(
            "name",
            card.licence().name(),
            "commercial",
            card.licence().commercial(),
            "url",
            card.licence().url()));
    tree.put("source", card.source().toString());
    card.hash().ifPresent(hash -> tree.put("sha256", hash));
    putUnless(tree, "bytes", card.bytes(), 0L);
    tree.put("input", tree(card.input()));
    tree.put("output", tree(card.output()));
    Map<String, Object> limits = new TreeMap<>();
    limits.put("min-side", card.limits().minSide());
    putUnless(limits, "max-aspect", card.limits().maxAspect(), 0.0);
    putUnless(limits, "max-pixels", card.limits().maxPixels(), 0L);
    tree.put("limits", limits);
    return render(tree);
  }

  /** The input and output rules alone, in one fixed spelling. */
  static String writeRules(ModelCard card) {
    return ConfigValueFactory.fromMap(
            Map.of("input", tree(card.input()), "output", tree(card.output())))
        .render(ConfigRenderOptions.concise());
  }

  private static Map<String, Object> tree(InputRule input) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("name", input.name());
    tree.put("interpolation", label(input.interpolation()));
    putUnless(tree, "antialias", label(input.antialias()), "none");
    tree.put("resize-on", label(input.resizeOn()));
    tree.put("scale", input.scale());
    tree.put("mean", input.mean());
    tree.put("std", input.std());
    tree.put("channels", label(input.channels()));
    putUnless(tree, "reduced-decode", input.reducedDecode(), false);
    putUnless(tree, "constants", input.constants(), Map.of());
    Map<String, Object> size = new TreeMap<>();
    size.put("rule", label(input.size().fit()));
    size.put("width", input.size().width());
    size.put("height", input.size().height());
    size.put("multiple", input.size().multiple());
    putUnless(size, "max-side", input.size().maxSide(), 0);
    size.put("pad-rgb", input.size().padRgb());
    tree.put("size", size);
    return tree;
  }

  private static Map<String, Object> tree(OutputRule output) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("depth", output.depth());
    tree.put("kind", label(output.kind()));
    tree.put("unit", output.unit());
    tree.put("sky", output.sky());
    tree.put("sky-threshold", output.skyThreshold());
    tree.put("mask", output.mask());
    tree.put("mask-threshold", output.maskThreshold());
    putUnless(tree, "outside", label(output.outside()), "invalid");
    tree.put("focal", output.focal());
    putUnless(tree, "metric-scale", output.metricScale(), "");
    tree.put("zero-invalid", output.zeroInvalid());
    tree.put("upsampling", label(output.upsampling()));
    tree.put("align-corners", output.alignCorners());
    putUnless(tree, "canonical-focal", output.canonicalFocal(), 0.0);
    putUnless(tree, "assume-fov", output.assumeFov(), 0.0);
    return tree;
  }

  private static void putUnless(Map<String, Object> tree, String key, Object value, Object absent) {
    if (!value.equals(absent)) {
      tree.put(key, value);
    }
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String render(Map<String, Object> tree) {
    return ConfigValueFactory.fromMap(tree)
        .render(
            ConfigRenderOptions.defaults()
                .setOriginComments(false)
                .setComments(false)
                .setJson(false));
  }
}
