package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginalsTest {
  private static final byte[] BYTES = "a picture".getBytes(StandardCharsets.UTF_8);
  private static final String ID = Originals.sha256(BYTES);
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path temp;

  private void rejects(String uri, Reason reason, String words) {
    assertThatThrownBy(() -> Originals.readChecked(uri, ID, HADOOP, 100))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining(words)
        .satisfies(e -> assertThat(((Rejected) e).reason()).isEqualTo(reason));
  }

  @Test
  void aLocationWithAwkwardCharactersIsReadAndChecked() throws Exception {
    Path file = Files.write(temp.resolve("100 % ünï # ?.png"), BYTES);
    assertThat(Originals.readChecked(file.toUri().toString(), ID, HADOOP, 100)).isEqualTo(BYTES);
  }

  @Test
  void otherBytesAreNotThePictureThatWasIngested() throws Exception {
    Path file = Files.writeString(temp.resolve("p.png"), "another picture");
    rejects(file.toUri().toString(), Reason.CONTENT_CHANGED, "have SHA-256");
  }

  @Test
  void aVanishedFileAFolderAndNonsenseAreUnreadable() {
    rejects(temp.resolve("gone.png").toUri().toString(), Reason.UNREADABLE, "gone.png");
    rejects(temp.toUri().toString(), Reason.UNREADABLE, "s a directory");
    rejects("no location: 12", Reason.UNREADABLE, "no location: 12");
  }

  @Test
  void aFileThatHasGrownIsNotReadIntoMemoryWhole() throws Exception {
    Path file = Files.write(temp.resolve("p.png"), new byte[1000]);
    assertThat(Originals.read(file.toUri().toString(), HADOOP, 100)).hasSize(101);
    rejects(file.toUri().toString(), Reason.CONTENT_CHANGED, "have SHA-256");
  }
}
