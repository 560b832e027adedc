package org.isobath.model;

import java.net.URI;
import java.util.List;

/** Cards of CLIP as text. The lists of keys are the format. */
final class ClipCardFormat {
  static final List<String> CARD =
      List.of("id", "title", "verified", "licence", "source", "files", "image", "text");
  static final List<String> IMAGE = List.of("graph", "input", "output", "size", "mean", "std");
  static final List<String> TEXT =
      List.of("graph", "tokenizer", "input", "mask", "output", "tokens");

  /** Of OpenAI's own code, which all others have taken over. */
  private static final List<Double> MEAN = List.of(0.48145466, 0.4578275, 0.40821073);

  private static final List<Double> STD = List.of(0.26862954, 0.26130258, 0.27577711);

  private ClipCardFormat() {}

  static ClipCard read(String hocon, String file, URI base) {
    CardSection card = CardSection.parse(CardKind.CLIP, hocon, file, CARD);
    String id = card.id();
    CardSection licence = card.section("licence", CardFormat.LICENCE);
    List<ModelFolder.Entry> files = ModelFolder.entries(card, "files");
    return new ClipCard(
        id,
        card.text("title"),
        card.flag("verified", false),
        new ModelCard.Licence(
            licence.text("name"), licence.flag("commercial"), licence.text("url", "")),
        new ModelFolder("CLIP " + id, CardFolder.slashed(card.source("source", base)), files),
        image(card.section("image", IMAGE), files),
        text(card.section("text", TEXT), files));
  }

  private static ClipCard.Picture image(CardSection image, List<ModelFolder.Entry> files) {
    List<Double> std = image.triple("std", STD);
    if (std.stream().anyMatch(s -> !(s > 0))) {
      throw image.wrong("std", "three numbers above zero");
    }
    return new ClipCard.Picture(
        listed(image, "graph", files),
        image.text("input", "pixel_values"),
        image.text("output", "image_embeds"),
        image.whole("size"),
        image.triple("mean", MEAN),
        std);
  }

  private static ClipCard.Text text(CardSection text, List<ModelFolder.Entry> files) {
    int tokens = text.whole("tokens", 77);
    if (tokens < 3) {
      throw text.wrong("tokens", "at least 3: begin, a token and end");
    }
    return new ClipCard.Text(
        listed(text, "graph", files),
        listed(text, "tokenizer", files),
        text.text("input", "input_ids"),
        text.text("mask", "attention_mask"),
        text.text("output", "text_embeds"),
        tokens);
  }

  private static String listed(CardSection section, String key, List<ModelFolder.Entry> files) {
    String name = section.text(key);
    List<String> names = files.stream().map(ModelFolder.Entry::name).toList();
    if (!names.isEmpty() && !names.contains(name)) {
      throw section.wrong(key, "one of the files: " + String.join(", ", names));
    }
    return name;
  }
}
