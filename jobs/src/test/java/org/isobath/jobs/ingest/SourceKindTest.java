package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceKindTest {
  private static Conf conf(String sources, String... more) {
    List<String> sets = new java.util.ArrayList<>(List.of(more));
    sets.add("ingest.sources=[" + sources + "]");
    return Conf.load(List.of(), sets);
  }

  private static void check(String sources, String... more) {
    new IngestJob().check(conf(sources, more), Options.NONE);
  }

  @Test
  void entriesAreReadInTheirOrder(@TempDir Path dir) {
    List<Source> sources =
        SourceKind.sources(
            conf(
                "{ kind = scenes, count = 3 }, { kind = files, source = mine, path = "
                    + Album.quoted(dir.toString())
                    + ", license = CC0-1.0 }"));
    assertThat(sources).extracting(Source::name).containsExactly("scenes", "mine");
    assertThat(sources).extracting(Source::license).containsExactly(null, "CC0-1.0");
    assertThat(sources.get(0).describe()).isEqualTo("3 scenes from seed 1, 512x384");
  }

  @Test
  void nothingToReadIsAMistake() {
    assertThatThrownBy(() -> check(""))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "ingest.sources is empty. Say what to read, for example ingest.sources = "
                + "[ { kind = files, path = \"file:///photos/**\", source = mine } ].");
  }

  @Test
  void aMisspeltKeyNamesTheNearest() {
    assertThatThrownBy(() -> check("{ kind = files, pathh = x }"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Unknown key in ingest.sources[0]: pathh")
        .hasMessageContaining("Did you mean path?")
        .hasMessageEndingWith("Known here: kind, source, license, path.");
  }

  @Test
  void anUnknownKindNamesTheNearest() {
    assertThatThrownBy(() -> check("{ kind = scenes }, { kind = file, path = x }"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "ingest.sources[1].kind must be one of files, table, scenes, found file; the nearest is files.");
  }

  @Test
  void aMissingKeyAndAWrongValueAreNamed() {
    assertThatThrownBy(() -> check("{ kind = files }"))
        .isInstanceOf(UserError.class)
        .hasMessage("ingest.sources[0] needs path. Found: kind=files.");
    assertThatThrownBy(() -> check("{ kind = scenes, width = 0 }"))
        .hasMessage("ingest.sources[0].width must be a whole number from 1 to 8192, found 0.");
    assertThatThrownBy(() -> check("{ kind = scenes, width = wide }"))
        .hasMessageContaining("Cannot use ingest.sources[0].width")
        .hasMessageContaining("NUMBER");
    assertThatThrownBy(() -> check("{ kind = table, path = /x, key-column = k, format = csv }"))
        .hasMessage("ingest.sources[0].format must be parquet or delta, found csv.");
  }

  @Test
  void aMissingFolderIsFoundBeforeSparkStarts(@TempDir Path dir) {
    assertThatThrownBy(() -> check(Album.files(dir + "/absent")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "ingest.sources[0].path = file://"
                + dir
                + "/absent: there is no such file or folder. Check the path; ** stands for any folders, * for a part of one name.");
    assertThatThrownBy(() -> check(Album.files(dir + "/absent/**/*.jpg")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no folder file://" + dir + "/absent/.");
  }

  @Test
  void rowsOfATableCannotBeKeptByReference() {
    assertThatThrownBy(
            () -> check("{ kind = table, path = /x, key-column = k }", "ingest.content=reference"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "ingest.content = reference, but the rows of file:///x have no address to read them again by. "
                + "Set ingest.content = inline, or ingest this table in a run of its own.");
  }

  @Test
  void aBadMatteIsNamed() {
    assertThatThrownBy(() -> check("{ kind = scenes }", "decode.matte=white"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("decode.matte must be a colour such as \"#ffffff\"");
  }
}
