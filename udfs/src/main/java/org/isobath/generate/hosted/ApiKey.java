package org.isobath.generate.hosted;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;

/** A secret that shows itself to the transport alone. */
public final class ApiKey {
  private static final int SHORTEST = 8;

  private final String secret;

  /** As it is, and as it stands in a URL and in JSON. */
  private final Set<String> spellings;

  private ApiKey(String secret) {
    this.secret = secret;
    this.spellings =
        new LinkedHashSet<>(
            List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/")));
  }

  /**
   * The key of a generator.
   *
   * @param environment of the process: the card's variable holds the key, or the same name with
   *     {@code _FILE} at its end the path of a file that does
   * @throws UserError when there is none, or it cannot be a key
   */
  public static ApiKey of(GeneratorCard.Key key, Map<String, String> environment) {
    String name = key.environment();
    String secret = environment.get(name);
    String file = environment.get(name + "_FILE");
    if (secret == null && file == null) {
      throw new UserError(
          "No key for this generator: set the environment variable %s, or %s_FILE to the path of a file that holds it."
              .formatted(name, name));
    }
    if (secret == null) {
      secret = read(name, file);
    }
    secret = secret.strip();
    if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new UserError(
          "%s holds no key: a key is one word of printable ASCII characters.".formatted(name));
    }
    return new ApiKey(secret);
  }

  private static String read(String name, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new UserError(
          "%s_FILE = %s cannot be read (%s). Name a file that holds the key alone."
              .formatted(name, file, e.getClass().getSimpleName()));
    }
  }

  /**
   * The secret by which a generator's account signs its call backs.
   *
   * @param environment of the process: the key's variable with {@code _WEBHOOK} at its end holds
   *     it, or with {@code _WEBHOOK_FILE} the path of a file that does
   * @throws UserError when there is none
   */
  public static String webhook(GeneratorCard.Key key, Map<String, String> environment) {
    String name = key.environment() + "_WEBHOOK";
    if (!environment.containsKey(name) && !environment.containsKey(name + "_FILE")) {
      throw new UserError(
          "No secret to tell this generator's call backs from forged ones: set the environment variable %s to the one by which the account signs them, or %s_FILE to the path of a file that holds it."
              .formatted(name, name));
    }
    return of(new GeneratorCard.Key(name, "", ""), environment).secret;
  }

  /** A text from outside, in which the key may be repeated, without it. */
  public String hide(String text) {
    String hidden = text;
    for (String spelling : spellings) {
      hidden = hidden.replace(spelling, "(key)");
    }
    return hidden;
  }

  /**
   * An answer, in which the key may be repeated, without it. Keys that are too short to be any
   * provider's stay: they are made up for rehearsals, and stand in the words of an answer.
   */
  byte[] hide(byte[] answer) {
    if (secret.length() < SHORTEST) {
      return answer;
    }
    // one character for each byte, and the key has none beyond ASCII
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    String hidden = hide(text);
    return hidden.length() == text.length() ? answer : hidden.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** For the header of a call, and nothing else. */
  String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "key (hidden)";
  }
}
