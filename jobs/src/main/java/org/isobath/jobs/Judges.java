package org.isobath.jobs;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.UserError;
import org.isobath.model.ClipCard;
import org.isobath.model.ClipModel;
import org.isobath.model.CrossCheck;
import org.isobath.model.DepthModel;
import org.isobath.model.Fusion;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.OutputSize;
import org.isobath.model.SharedEstimators;
import org.isobath.model.StoreSettings;
import org.isobath.model.Tiling;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.sql.TaskGpu;

/**
 * Who estimates depth of generations and of their originals: each looks once, at network size and
 * without a focal length, so that a generation, which has none, and a photograph are seen alike.
 * And the CLIP that holds generations against their prompts, if any.
 *
 * @param cards of those that estimate depth, locked, each once
 * @param clip its card, which lists its files; null where none is configured
 * @param device as configured for {@code estimate}
 * @param threads inside one inference on a CPU
 */
public record Judges(
    List<ModelCard> cards,
    ClipCard clip,
    StoreSettings models,
    DecodeSettings decode,
    Device device,
    int threads,
    Batching batching)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String KEY = "evaluate.generations.judges";

  /**
   * Those of {@code evaluate.generations.judges}, or {@code estimate.model}.
   *
   * @throws UserError for a model without a card, or one that is not locked
   */
  public static Judges of(Conf conf) {
    List<ModelCard> cards = cards(conf);
    cards.forEach(ModelCard::paramsHash);
    return new Judges(
        cards,
        clip(conf, cards),
        ModelSettings.of(conf),
        DecodeSettings.of(conf),
        Device.of(conf.oneOf("estimate.device", "auto", "cpu", "cuda", "tensorrt")),
        TaskCores.of(conf).intraOpThreads(conf),
        BatchSettings.of(conf));
  }

  /**
   * What can be said before it is known whether there are generations.
   *
   * @throws UserError for a model that is named and has no card
   */
  public static void check(Conf conf) {
    clip(conf, conf.strings(KEY).isEmpty() ? List.of() : cards(conf));
  }

  /** Rows of both stand under the names of their models, in one column. */
  private static ClipCard clip(Conf conf, List<ModelCard> judges) {
    ClipCard clip = ClipSettings.card(conf);
    if (clip != null && judges.stream().anyMatch(judge -> judge.id().equals(clip.id()))) {
      throw new UserError(
          "A model card among %s and the CLIP card of %s have the id %s. Give one of them another."
              .formatted(KEY, ClipSettings.KEY, clip.id()));
    }
    return clip;
  }

  private static List<ModelCard> cards(Conf conf) {
    List<String> ids = conf.strings(KEY);
    ModelCards cards = ModelSettings.cards(conf);
    return (ids.isEmpty() ? List.of(conf.string("estimate.model")) : ids)
        .stream().distinct().map(cards::get).toList();
  }

  /** In the order of the configuration; the first is the one that the report shows. */
  public List<String> ids() {
    return cards.stream().map(ModelCard::id).toList();
  }

  /** Fetches and verifies the files of {@link #cards}, so that what is wrong shows at once. */
  public void fetch(Conf conf) {
    cards.forEach(card -> models.store().fetch(card, HadoopSettings.of(conf)));
  }

  /** The same for the files of {@link #clip}, where there is one. */
  public void fetchClip(Conf conf) {
    if (clip != null) {
      models.store().fetch(clip.requireFiles(), HadoopSettings.of(conf));
    }
  }

  /** On an executor: the CLIP, open and shared. */
  public ClipModel clipModel() {
    return SharedEstimators.clip(
        new SharedEstimators.ClipKey(clip, device, TaskGpu.assigned(), threads),
        folder -> models.store().fetch(folder, SparkHadoopUtil.get().conf()));
  }

  /** On an executor: one of them, open and shared. */
  public DepthModel model(String id) {
    ModelCard card = cards.stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
    SharedEstimators.Key key =
        new SharedEstimators.Key(
            card,
            decode.options(),
            OutputSize.NETWORK,
            Tiling.NONE,
            Fusion.NONE,
            CrossCheck.NONE,
            card.paramsHash(),
            device,
            TaskGpu.assigned(),
            threads,
            batching);
    return SharedEstimators.get(
            key, each -> models.store().fetch(each, SparkHadoopUtil.get().conf()))
        .model();
  }
}
