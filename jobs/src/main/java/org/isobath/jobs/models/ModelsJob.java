package org.isobath.jobs.models;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HadoopSettings;
import org.isobath.jobs.Job;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Unmet;
import org.isobath.model.CardFolder;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.ModelLock;
import org.isobath.model.ModelStore;

/**
 * Shows the model cards in reach and takes care of their files: fetches them ahead of a job, hashes
 * them again, and records the hash of a card that has none. Needs neither Spark nor a warehouse.
 *
 * <p>Every card is one input: out when it is shown or its file is as it should be, rejected when
 * not; one that fails does not stop the others, and the command ends with 2.
 */
public final class ModelsJob implements Job {
  @Override
  public String verb() {
    return "models";
  }

  @Override
  public String summary() {
    return "Show model cards; fetch, verify or lock their files";
  }

  @Override
  public String arguments() {
    return Action.labels() + " [ID...]";
  }

  @Override
  public boolean needsSpark() {
    return false;
  }

  @Override
  public void check(Conf conf, Options options) {
    select(Action.of(options), Action.ids(options), conf);
  }

  @Override
  public Outcome run(Run run) {
    Action action = Action.of(run.options());
    Collection<ModelCard> cards = select(action, Action.ids(run.options()), run.conf());
    ModelStore store = ModelSettings.of(run.conf()).store();
    if (action == Action.LIST) {
      return list(cards, store);
    }
    return each(action, cards, store, run);
  }

  private static Collection<ModelCard> select(Action action, List<String> ids, Conf conf) {
    ModelCards cards = ModelSettings.cards(conf);
    if (!ids.isEmpty()) {
      return ids.stream().map(cards::get).toList();
    }
    switch (action) {
      case LIST:
        return cards.all();
      case FETCH:
        return List.of(cards.get(conf.string("estimate.model")));
      case VERIFY:
        ModelStore store = ModelSettings.of(conf).store();
        return cards.all().stream().filter(store::isCached).toList();
      default:
        throw new UserError(
            "models lock takes the ids of the cards whose files you trust, for example: isobath models lock "
                + conf.string("estimate.model")
                + ".");
    }
  }

  private static Outcome list(Collection<ModelCard> cards, ModelStore store) {
    List<Map<String, Object>> models =
        cards.stream().map(card -> CardTable.facts(card, store)).toList();
    return outcome(models.size(), 0, models, CardTable.lines(models));
  }

  private static Outcome each(
      Action action, Collection<ModelCard> cards, ModelStore store, Run run) {
    List<Map<String, Object>> models = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (ModelCard card : cards) {
      Map<String, Object> facts = new LinkedHashMap<>(CardTable.facts(card, store));
      try {
        lines.addAll(one(action, card, store, run, facts));
      } catch (UserError e) {
        facts.put("error", e.getMessage());
        failures.add(e.getMessage());
      }
      models.add(facts);
    }
    if (cards.isEmpty()) {
      lines.add("No model file is in the cache; nothing to " + action.label() + ".");
    }
    Outcome outcome = outcome(cards.size() - failures.size(), failures.size(), models, lines);
    if (!failures.isEmpty()) {
      throw new Unmet(String.join(System.lineSeparator() + "isobath: ", failures), outcome);
    }
    return outcome;
  }

  private static List<String> one(
      Action action, ModelCard card, ModelStore store, Run run, Map<String, Object> facts) {
    Configuration hadoop = HadoopSettings.of(run.conf());
    if (run.options().dryRun()) {
      return List.of("Would " + action.label() + " " + card.id() + " from " + card.source() + ".");
    }
    if (action == Action.LOCK) {
      announce(run.progress(), "reading", card);
      ModelLock lock = store.lock(card, hadoop);
      facts.put("sha256", lock.sha256());
      facts.put("bytes", lock.bytes());
      return keep(lock, run.conf(), hadoop);
    }
    if (!store.isCached(card)) {
      announce(run.progress(), "fetching", card);
    }
    Path file = action == Action.VERIFY ? store.verify(card, hadoop) : store.fetch(card, hadoop);
    facts.put("file", file.toString());
    facts.put("cached", true);
    return List.of(card.id() + ": sha256 as on the card, " + file);
  }

  private static void announce(PrintStream progress, String what, ModelCard card) {
    progress.printf(
        "%s %s (%s) from %s%n", what, card.id(), CardTable.size(card.bytes()), card.source());
  }

  /** Where the next run finds it: beside the user's own cards; without such a folder, as text. */
  private static List<String> keep(ModelLock lock, Conf conf, Configuration hadoop) {
    List<String> folders = conf.strings("models.path");
    if (folders.isEmpty()) {
      List<String> lines = new ArrayList<>();
      lines.add(
          lock.id()
              + ": models.path names no folder to keep the hash in. Name one and lock again, or put these lines into a card of your own:");
      lock.cardLines().lines().forEach(lines::add);
      return lines;
    }
    URI folder = CardFolder.uri(folders.get(0));
    ModelCards.write(lock, folder, hadoop);
    return List.of(
        lock.id()
            + ": sha256 "
            + lock.sha256()
            + " kept in "
            + folders.get(0)
            + "/"
            + lock.fileName());
  }

  private static Outcome outcome(
      long done, long failed, List<Map<String, Object>> models, List<String> lines) {
    return new Outcome(done + failed, done, failed, 0, Map.of(), Map.of("models", models), lines);
  }
}
