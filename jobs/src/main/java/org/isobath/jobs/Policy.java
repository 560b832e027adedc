package org.isobath.jobs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isobath.UserError;

/**
 * What a set of pairs, or of generations, must hold to: one file, which {@code conf/policy.conf}
 * explains.
 *
 * @param origin the file, for messages
 * @param name what {@code pairs.policy} holds; unique among the policies of a run
 * @param commercial true: pictures and models whose licence does not allow commercial use are
 *     dropped
 * @param rules in the order of the file; may be empty
 * @param selection how many rows of a kind are kept; empty: all
 */
public record Policy(
    String origin,
    String name,
    boolean commercial,
    List<Rule> rules,
    Optional<Selection> selection) {
  /** Name of the bundled policy. */
  public static final String DEFAULT = "default";

  /** A policy of rules alone. */
  public Policy(String origin, List<Rule> rules) {
    this(origin, DEFAULT, false, rules, Optional.empty());
  }

  /** The policy of {@code curate.policy}, or the bundled one. */
  public static Policy load(Conf conf) {
    String file = conf.string("curate.policy");
    return file.isBlank()
        ? PolicyFile.bundled("policy.conf", DEFAULT, "the bundled policy")
        : read(file, "curate.policy", conf);
  }

  /**
   * The policy of {@code evaluate.generations.policy}, or the bundled one.
   *
   * @throws UserError for one that selects: pictures that were paid for are judged one by one
   */
  public static Policy ofGenerations(Conf conf) {
    String key = "evaluate.generations.policy";
    String file = conf.string(key);
    Policy policy =
        file.isBlank()
            ? PolicyFile.bundled(
                "policies/generations.conf", "generations", "the bundled policy for generations")
            : read(file, key, conf);
    if (policy.selection().isPresent()) {
      throw new UserError(
          "The policy "
              + policy.origin
              + " has select, which is for pairs: generations are judged one by one. Take it out, and choose with SQL"
              + " from what is kept.");
    }
    return policy;
  }

  /**
   * That of {@code curate.policy}, then those of {@code curate.policies}.
   *
   * @throws UserError when two have one name
   */
  public static List<Policy> all(Conf conf) {
    List<Policy> all = new ArrayList<>();
    all.add(load(conf));
    conf.strings("curate.policies").forEach(file -> all.add(read(file, "curate.policies", conf)));
    Map<String, Policy> names = new LinkedHashMap<>();
    for (Policy policy : all) {
      Policy other = names.put(policy.name, policy);
      if (other != null) {
        throw new UserError(
            "Two policies are named "
                + policy.name
                + ": "
                + other.origin
                + " and "
                + policy.origin
                + ". Write another name = … into one of them.");
      }
    }
    return List.copyOf(all);
  }

  /**
   * The policy in a file.
   *
   * @param file a local path or Hadoop URI
   * @param named where the user named it, for messages
   * @param conf what is needed to reach the file
   */
  public static Policy read(String file, String named, Conf conf) {
    return parse(TextFile.read("policy", file, named, conf), file);
  }

  /**
   * @param origin the file; its stem is the name of a policy that gives itself none
   * @throws UserError for anything but a policy
   */
  public static Policy parse(String text, String origin) {
    return PolicyFile.parse(text, origin, PolicyFile.stem(origin));
  }

  /** The same under another name. */
  public Policy named(String other) {
    return new Policy(origin, other, commercial, rules, selection);
  }

  /**
   * SHA-256 over the name and what the policy says, hex: two files that differ in comments and
   * layout only have the same one, and no two policies of a run do.
   */
  public String hash() {
    List<String> fields = new ArrayList<>(List.of(name, commercial ? "commercial" : ""));
    for (Rule rule : rules) {
      fields.addAll(
          List.of(
              rule.name(),
              rule.keep() ? "keep" : "drop",
              rule.predicate(),
              rule.reason(),
              rule.severity().label()));
    }
    selection.ifPresent(
        select -> {
          fields.addAll(List.of("select", "" + select.atMost(), "" + select.seed()));
          fields.addAll(select.by());
        });
    StringBuilder text = new StringBuilder();
    fields.forEach(field -> text.append(field.length()).append(':').append(field).append('\n'));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
