package org.isobath.generate.hosted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;

/** A secret that shows itself to the transport alone. */
public final class ApiKey {
  private final String secret;

  private ApiKey(String secret) {
    this.secret = secret;
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

  /** A text from outside, in which the key may be repeated, without it. */
  public String hide(String text) {
    return text.replace(secret, "(key)");
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
