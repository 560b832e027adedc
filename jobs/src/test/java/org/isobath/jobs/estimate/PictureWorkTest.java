package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.isobath.depth.DepthPng;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Conf;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Overlap;
import org.isobath.jobs.Table;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ImageEstimator;
import org.isobath.model.ModelCard;
import org.isobath.onnx.Device;
import org.isobath.quality.Metrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureWorkTest {
  private static final byte[] PICTURE = Estimation.picture(1, 70, 50);

  @TempDir Path temp;
  private Estimation world;

  @BeforeEach
  void writeCards() throws Exception {
    world = new Estimation(temp);
  }

  private PictureWork work(String... sets) {
    Conf conf = world.conf(sets);
    ModelCard card = ModelSettings.cards(conf).get(conf.string("estimate.model"));
    Recipe recipe = Recipe.of(conf, card);
    Path file = ModelSettings.of(conf).store().fetch(card, new Configuration());
    DepthModel model = DepthModels.open(card, file, Device.CPU, 0, 1, recipe.batching());
    return new PictureWork(
        new ImageEstimator(
            model,
            recipe.decode().options(),
            recipe.size(),
            recipe.tiling(),
            recipe.fusion(),
            recipe.crossCheck(),
            List.of(),
            recipe.paramsHash()),
        new DepthRows(recipe, "cpu", "run"),
        new Configuration(),
        recipe.decode().maxBytes(),
        Duration.ofSeconds(90));
  }

  private static Row image(byte[] content, String uri, Long length, Integer width) {
    return RowFactory.create(
        Estimation.sha256(PICTURE), content, uri, null, length, width, width == null ? null : 50);
  }

  private static Object cell(PictureWork.Done done, String column) {
    int index = Arrays.asList(Table.DEPTH.schema().fieldNames()).indexOf(column);
    return done.row().get(index);
  }

  @Test
  void aPictureTakesItsEncodedBytesAndThreePerPixel() {
    PictureWork work = work();
    assertThat(work.bytes(image(new byte[1000], null, 7L, 70))).isEqualTo(1000 + 3 * 70 * 50);
    assertThat(work.bytes(image(null, "file:/x", 7L, 70))).isEqualTo(7 + 3 * 70 * 50);
    assertThat(work.bytes(image(new byte[1000], null, null, null))).isEqualTo(1000);
  }

  @Test
  void oneThatTookTooLongIsRejectedWithTheCure() {
    PictureWork.Done done = work().late(image(PICTURE, null, null, null));
    assertThat(done.bytes()).isNegative();
    assertThat(cell(done, "state")).isEqualTo("rejected");
    assertThat(cell(done, "reason")).isEqualTo("too_slow");
    assertThat(cell(done, "image_id")).isEqualTo(Estimation.sha256(PICTURE));
    assertThat((String) cell(done, "message"))
        .startsWith("not done after 90 s. Raise estimate.deadline");
  }

  @Test
  void handedToADeviceOrNotAPictureGivesTheSameRow() throws Exception {
    Row image =
        image(null, Files.write(temp.resolve("p.png"), PICTURE).toUri().toString(), null, 70);
    Overlap.Part<PictureWork.Done> alone = work().begin(image);
    Overlap.Part<PictureWork.Done> batched = work("estimate.batch=3").begin(image);
    assertThat(alone.handOver()).as("already computed").isNull();
    batched.handOver().call().get();
    PictureWork.Done one = alone.rest().call();
    PictureWork.Done other = batched.rest().call();
    assertThat(one.bytes()).isEqualTo(PICTURE.length).isEqualTo(other.bytes());
    assertThat(cell(one, "state")).isEqualTo("ok");
    assertThat((byte[]) cell(one, "depth")).isEqualTo((byte[]) cell(other, "depth"));
    assertThat(cell(one, "params_hash")).isEqualTo(cell(other, "params_hash"));
  }

  /** One tone gives a map of one value, which has neither a range nor edges. */
  @Test
  void aScoreThatIsNotDefinedIsNullAndNeverNaN() throws Exception {
    world.card("mean", "mean", "");
    byte[] plain = ImageEncoder.png(new Image(70, 50, new byte[3 * 70 * 50]));
    PictureWork.Done done =
        work("estimate.model=mean", "estimate.consistency=[flip, crop]")
            .begin(image(plain, null, null, null))
            .rest()
            .call();
    assertThat(cell(done, "state")).isEqualTo("ok");
    Row metrics = (Row) cell(done, "metrics");
    for (int i = 0; i < metrics.size(); i++) {
      String name = Metrics.OF_DEPTH.get(i).label();
      assertThat(metrics.get(i)).as(name).isNotEqualTo(Double.NaN);
      if (List.of("edge_agreement", "banding", "flip_consistency", "crop_consistency")
          .contains(name)) {
        assertThat(metrics.get(i)).as(name).isNull();
      }
    }
  }

  @Test
  void furtherLooksAreHandedOverWithTheFirst() throws Exception {
    Row image = image(PICTURE, null, null, null);
    String[] looks = {"estimate.fuse.looks=[flip, crop]", "estimate.batch=3"};
    Overlap.Part<PictureWork.Done> part = work(looks).begin(image);
    part.handOver().call().get();
    PictureWork.Done fused = part.rest().call();
    assertThat(cell(fused, "state")).isEqualTo("ok");
    assertThat(cell(fused, "fused")).isEqualTo(3);
    assertThat((Double) cell(fused, "spread")).isBetween(0.0, 1.0);
    assertThat((byte[]) cell(fused, "confidence"))
        .startsWith(new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    PictureWork.Done once = work().begin(image).rest().call();
    assertThat(cell(once, "fused")).isNull();
    assertThat(cell(once, "confidence")).isNull();
    assertThat(cell(once, "params_hash")).isNotEqualTo(cell(fused, "params_hash"));
  }

  @Test
  void metresComeFromTheFocalLengthOfTheImageAtTheNetworksSize() throws Exception {
    world.card(
        "metres", "mean", "output { kind = canonical_metric, unit = m, canonical-focal = 10 }");
    PictureWork work = work("estimate.model=metres");
    String id = Estimation.sha256(PICTURE);
    Double[] values = new Double[2];
    for (int i = 0; i < 2; i++) {
      Row image = RowFactory.create(id, PICTURE, null, 140.0 * (i + 1), null, 70, 50);
      PictureWork.Done done = work.begin(image).rest().call();
      assertThat(cell(done, "kind")).isEqualTo("metric");
      // the network sees 70x50 pixels as 64x48, whose sides are 0.914 and 0.96 times as long; the
      // map has the columns of the former
      assertThat((Double) cell(done, "focal_px")).isEqualTo(128.0 * (i + 1), within(1e-9));
      values[i] = DepthPng.decode((byte[]) cell(done, "depth")).values()[7] * 1.0;
    }
    assertThat(values[1]).isCloseTo(2 * values[0], within(1e-3));
    Row unknown = RowFactory.create(id, PICTURE, null, null, null, 70, 50);
    assertThat(cell(work.begin(unknown).rest().call(), "reason")).isEqualTo("model_limits");
  }

  @Test
  void whatCannotBeDecodedIsNotHandedOver() throws Exception {
    Overlap.Part<PictureWork.Done> part =
        work("estimate.batch=3").begin(image(new byte[] {1, 2, 3}, null, null, null));
    assertThat(part.handOver()).isNull();
    assertThat(cell(part.rest().call(), "reason")).isEqualTo("unsupported_format");
  }
}
