package org.isobath.generate.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.isobath.UserError;

/**
 * What the Python library makes of some prompts with the same two tokenizers: written by {@code
 * notebooks/export/token_ids.py} beside the tokenizer of CLIP, compared by the doctor and in tests.
 *
 * @param prompts texts
 * @param ids of each, cut and padded
 */
public record GoldenTokens(List<String> prompts, List<TokenIds> ids) {
  /** Its name in the folder of the tokenizer. */
  public static final String FILE = "tokens.json";

  public GoldenTokens {
    prompts = List.copyOf(prompts);
    ids = List.copyOf(ids);
  }

  /**
   * Reads the file.
   *
   * @throws UserError when it is none
   */
  public static GoldenTokens read(Path file) {
    try {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      List<String> prompts = new ArrayList<>();
      List<TokenIds> ids = new ArrayList<>();
      for (int i = 0; i < root.path("prompts").size(); i++) {
        prompts.add(root.path("prompts").get(i).asText());
        ids.add(new TokenIds(array(root, "clip", i), array(root, "t5", i)));
      }
      if (prompts.isEmpty()) {
        throw new IOException("it has no prompts");
      }
      return new GoldenTokens(prompts, ids);
    } catch (IOException e) {
      throw new UserError(
          file
              + " is not what token_ids.py writes: "
              + e.getMessage()
              + ". Make it again, or delete it.",
          e);
    }
  }

  private static long[] array(JsonNode root, String name, int index) throws IOException {
    JsonNode array = root.path(name).path(index);
    if (!array.isArray()) {
      throw new IOException("there are no ids of prompt " + index + " for " + name);
    }
    return StreamSupport.stream(array.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }

  /** The first prompt that comes out otherwise, for people; empty when all are equal. */
  public Optional<String> difference(PromptTokenizer tokenizer) {
    for (int i = 0; i < prompts.size(); i++) {
      TokenIds found = tokenizer.encode(prompts.get(i));
      if (!found.equals(ids.get(i))) {
        boolean clip = !Arrays.equals(found.clip(), ids.get(i).clip());
        long[] here = clip ? found.clip() : found.t5();
        long[] there = clip ? ids.get(i).clip() : ids.get(i).t5();
        int at = Arrays.mismatch(here, there);
        return Optional.of(
            "prompt %d of %d has other ids of %s than in Python, from place %d on: %s"
                .formatted(i + 1, prompts.size(), clip ? "CLIP" : "T5", at, shown(prompts.get(i))));
      }
    }
    return Optional.empty();
  }

  private static String shown(String prompt) {
    return prompt.length() <= 60 ? prompt : prompt.substring(0, 60) + "…";
  }
}
