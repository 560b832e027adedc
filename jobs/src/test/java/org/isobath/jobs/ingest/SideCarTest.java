package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideCarTest {
  @TempDir Path dir;

  private Annotation read(byte[] text, String json) throws IOException {
    return SideCar.read(
        new Item(
            "x",
            "",
            "",
            1L,
            1,
            null,
            text == null ? null : Files.write(dir.resolve("a.txt"), text).toUri().toString(),
            json == null ? null : Files.writeString(dir.resolve("a.json"), json).toUri().toString(),
            null,
            false),
        new Configuration());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void textIsTheCaptionWithoutItsEdges() throws IOException {
    assertThat(read(utf8("\ufeff Ein Stuhl, rot \r\n"), null).caption())
        .isEqualTo("Ein Stuhl, rot");
    assertThat(read(utf8(" \n"), null).caption()).isNull();
    assertThat(read(null, null)).isEqualTo(Annotation.none());
  }

  @Test
  void jsonFillsWhatTextLeaves() throws IOException {
    Annotation both = read(utf8("from text"), "{\"caption\": \"from json\", \"license\": \"CC0\"}");
    assertThat(both.caption()).isEqualTo("from text");
    assertThat(both.license()).isEqualTo("CC0");
    assertThat(both.attributes()).isEmpty();
    assertThat(read(utf8(""), "{\"caption\": \"from json\"}").caption()).isEqualTo("from json");
  }

  @Test
  void otherFieldsBecomeAttributes() throws IOException {
    assertThat(
            read(
                    null,
                    "{\"a\": \"x\", \"b\": 1.50, \"c\": [1, {\"d\": true}], \"e\": null, \"f\": \" \"}")
                .attributes())
        .containsEntry("a", "x")
        .containsEntry("b", "1.5")
        .containsEntry("c", "[1,{\"d\":true}]")
        .hasSize(3);
  }

  @Test
  void aBrokenOneSaysWhyAndCostsNothingElse() throws IOException {
    Annotation broken = read(utf8("a chair"), "{\"license\": ");
    assertThat(broken.caption()).isEqualTo("a chair");
    assertThat(broken.license()).isNull();
    assertThat(broken.attributes().get(SideCar.ERROR)).startsWith(".json: ");
    assertThat(read(null, "[]").attributes())
        .containsEntry(SideCar.ERROR, ".json: java.io.IOException: not a JSON object");
    assertThat(read(new byte[] {(byte) 0xff, (byte) 0xfe, 0}, null).attributes().get(SideCar.ERROR))
        .startsWith(".txt: java.nio.charset.MalformedInputException");
    assertThat(read(new byte[(1 << 20) + 1], null).attributes())
        .containsEntry(SideCar.ERROR, ".txt: java.io.IOException: longer than 1048576 bytes");
  }
}
