package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.isobath.depth.DepthPng;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HadoopSettings;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Table;
import org.isobath.jobs.Verb;
import org.isobath.jobs.Warehouse;
import org.isobath.model.ModelCard;
import org.isobath.onnx.Device;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NaiveEstimateIT {
  @TempDir Path folder;

  @Test
  void naive_or_not_the_depth_is_that_of_estimate() throws Exception {
    Conf conf = new Warehouse(folder.resolve("warehouse")).conf().with("estimate.device", "cpu");
    Warehouse warehouse = new Warehouse(conf);
    List<Path> files = new ArrayList<>();
    Map<String, String> ids = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      byte[] png =
          ImageEncoder.png(
              SceneRenderer.render(SceneGenerator.generate(7_200_000_000L + i), 80 + i, 60)
                  .image());
      Path file = Files.write(folder.resolve(i + ".png"), png);
      String id = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(png));
      files.add(file);
      ids.put(file.toString(), id);
      warehouse.add(
          Table.IMAGES,
          Map.of(
              "image_id",
              id,
              "content",
              png,
              "uri",
              file.toUri().toString(),
              "length",
              (long) png.length,
              "width",
              80 + i,
              "height",
              60,
              "run_id",
              "ingest"));
    }
    warehouse.run(Verb.find(Verb.ALL, "estimate").jobs().get(0), conf, Options.NONE);

    ModelCard card = ModelSettings.cards(conf).get("isobath-tiny");
    Path model = ModelSettings.of(conf).store().fetch(card, HadoopSettings.of(conf));
    for (EnumSet<NaivePart> parts :
        List.of(EnumSet.allOf(NaivePart.class), EnumSet.noneOf(NaivePart.class))) {
      NaiveEstimate naive = new NaiveEstimate(card, model.toString(), Device.CPU, 1, parts);
      List<Row> rows = naive.depth(LocalSpark.session(), files).collectAsList();
      assertThat(rows).extracting(row -> row.getString(0)).containsExactlyElementsOf(ids.keySet());
      for (Row row : rows) {
        Map<String, Object> stored =
            warehouse.row(Table.DEPTH, "image_id = '" + ids.get(row.getString(0)) + "'");
        assertThat(DepthPng.decode(row.getAs(1)).values())
            .as("%s, %s", row.getString(0), parts)
            .isEqualTo(DepthPng.decode((byte[]) stored.get("depth")).values());
        assertThat(row.<Double>getList(2))
            .element(org.isobath.quality.DepthMetric.VALUE_MEDIAN.ordinal())
            .isEqualTo(((Row) stored.get("metrics")).<Double>getAs("value_median"));
      }
    }
  }
}
