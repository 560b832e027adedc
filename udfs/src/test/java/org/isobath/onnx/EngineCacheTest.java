package org.isobath.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCacheTest {
  @Test
  void anEngineBelongsToOneModelOneRuntimeAndOneGpu(@TempDir Path models) {
    Path folder = EngineCache.create(models.resolve("ab.onnx"), "ab", "1.28.0", 1);
    assertThat(folder)
        .isDirectory()
        .isEqualTo(models.resolve("tensorrt/ab/onnxruntime-1.28.0/gpu-1"));
    assertThat(EngineCache.create(models.resolve("ab.onnx"), "ab", "1.28.0", 1)).isEqualTo(folder);
    assertThat(EngineCache.create(models.resolve("cd.onnx"), "cd", "1.28.0", 1))
        .isNotEqualTo(folder);
    assertThat(EngineCache.create(models.resolve("ab.onnx"), "ab", "1.28.0", 0))
        .isNotEqualTo(folder);
  }

  @Test
  void aFolderThatCannotBeMadeIsTheUsersToMend(@TempDir Path models) throws Exception {
    Files.writeString(models.resolve("tensorrt"), "a file");
    assertThatThrownBy(() -> EngineCache.create(models.resolve("ab.onnx"), "ab", "1.28.0", 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Set models.cache to a folder that can be written.");
  }
}
