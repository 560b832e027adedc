package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.isobath.jobs.Conf;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Policy;
import org.isobath.model.ModelCard;

/**
 * Which depth models may be used commercially, by the cards in reach: depth is made from the
 * weights, and takes their terms.
 *
 * @param cards ids of all cards
 * @param commercial ids of those whose licence allows commercial use
 */
record ModelTerms(Set<String> cards, Set<String> commercial) {
  /** Reason of depth by a model whose card does not allow commercial use. */
  static final String NOT_COMMERCIAL = "model_not_commercial";

  /** Reason of depth by a model that no card in reach describes. */
  static final String UNKNOWN = "model_license_unknown";

  /** When no policy asks for terms: then no card needs to be in reach, and none is read. */
  static final ModelTerms NONE = new ModelTerms(Set.of(), Set.of());

  static ModelTerms of(Conf conf, List<Policy> policies) {
    if (policies.stream().noneMatch(Policy::commercial)) {
      return NONE;
    }
    Set<String> cards = new LinkedHashSet<>();
    Set<String> commercial = new LinkedHashSet<>();
    for (ModelCard card : ModelSettings.cards(conf).all()) {
      cards.add(card.id());
      if (card.licence().commercial()) {
        commercial.add(card.id());
      }
    }
    return new ModelTerms(cards, commercial);
  }

  /** Why depth of the model in {@code model_id} may not be used commercially; NULL when it may. */
  Column reason() {
    return when(not(col("model_id").isin(cards.toArray())), lit(UNKNOWN))
        .when(not(col("model_id").isin(commercial.toArray())), lit(NOT_COMMERCIAL));
  }
}
