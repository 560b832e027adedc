package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureBytesTest {
  private static final byte[] BYTES = "a picture".getBytes(StandardCharsets.UTF_8);
  private static final String ID = Estimation.sha256(BYTES);

  @TempDir Path temp;
  private final PictureBytes pictures = new PictureBytes(100);

  private void rejects(String uri, Reason reason, String words) {
    assertThatThrownBy(() -> pictures.of(ID, null, uri))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining(words)
        .satisfies(e -> assertThat(((Rejected) e).reason()).isEqualTo(reason));
  }

  @Test
  void contentIsTakenAsItIs() throws Exception {
    assertThat(pictures.of("whatever", BYTES, null)).isSameAs(BYTES);
  }

  @Test
  void aLocationWithAwkwardCharactersIsReadAndChecked() throws Exception {
    Path file = Files.write(temp.resolve("100 % ünï # ?.png"), BYTES);
    assertThat(pictures.of(ID, null, file.toUri().toString())).isEqualTo(BYTES);
  }

  @Test
  void otherBytesAreNotThePictureThatWasIngested() throws Exception {
    Path file = Files.writeString(temp.resolve("p.png"), "another picture");
    rejects(file.toUri().toString(), Reason.CONTENT_CHANGED, "now holds 15 bytes");
  }

  @Test
  void aVanishedFileAFolderAndNonsenseAreUnreadable() {
    rejects(temp.resolve("gone.png").toUri().toString(), Reason.UNREADABLE, "gone.png");
    rejects(temp.toUri().toString(), Reason.UNREADABLE, "a folder stands there now");
    rejects("scene: 12", Reason.UNREADABLE, "scene: 12");
  }

  @Test
  void aFileThatHasGrownIsNotReadIntoMemory() throws Exception {
    Path file = Files.write(temp.resolve("p.png"), new byte[101]);
    rejects(file.toUri().toString(), Reason.TOO_MANY_BYTES, "101 bytes; the limit is 100");
  }
}
