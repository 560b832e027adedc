package org.isobath.jobs.evaluate;

import java.io.Serializable;
import java.util.List;
import org.isobath.jobs.Conf;
import org.isobath.quality.EvaluationProtocol;

/**
 * What a run scores.
 *
 * @param protocols labels, each once
 * @param models ids; empty for all
 * @param maxBytes of a reference file
 */
record Recipe(
    List<Reference> references, List<String> protocols, List<String> models, long maxBytes)
    implements Serializable {
  Recipe {
    references = List.copyOf(references);
    protocols = List.copyOf(protocols);
    models = List.copyOf(models);
  }

  /**
   * @throws org.isobath.UserError for a value that cannot be used
   */
  static Recipe of(Conf conf) {
    List<String> protocols = conf.strings("evaluate.protocols").stream().distinct().toList();
    if (protocols.isEmpty()) {
      throw conf.invalid("evaluate.protocols", "a list of protocols such as [ median ]");
    }
    protocols.forEach(EvaluationProtocol::of);
    return new Recipe(
        ReferenceKind.references(conf),
        protocols,
        conf.strings("evaluate.models"),
        conf.bytes("limits.max-bytes"));
  }
}
