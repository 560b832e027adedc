package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.isobath.UserError;
import org.isobath.generate.LocalCardFormatTest;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.generate.Pipeline;
import org.isobath.image.Image;
import org.isobath.model.ModelFolder;
import org.isobath.onnx.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of local generator, each with tiny components. */
class LocalGeneratorContractTest {
  private static final LocalPlace PLACE = new LocalPlace(Device.CPU, 0, 1, Long.MAX_VALUE);

  /** Components lie where the card says; their hashes are the store's matter. */
  private static final Function<ModelFolder, Path> THERE = folder -> Path.of(folder.source());

  static Stream<LocalGeneratorCard> cards() {
    return Stream.of(TinyCard.flux(), TinyCard.sd()).map(LocalCardFormatTest::card);
  }

  @Test
  void every_pipeline_is_in_the_list() {
    Set<Pipeline> listed = EnumSet.noneOf(Pipeline.class);
    cards().forEach(card -> listed.add(card.pipeline()));
    assertThat(listed).containsExactlyInAnyOrder(Pipeline.values());
  }

  @TempDir Path folder;

  private static List<LocalRequest> batch(LocalGenerator generator) {
    return batch(8 * generator.sizeMultiple());
  }

  private static List<LocalRequest> batch(int side) {
    Image control = TinyFlux.control(side, side, 0);
    return List.of(
        new LocalRequest("a house", control, 5, 1),
        new LocalRequest("a house", control, 5, 2),
        new LocalRequest("a tree, in winter", TinyFlux.control(side, side, 1), 9, 1));
  }

  @ParameterizedTest
  @MethodSource("cards")
  void a_picture_depends_on_its_request_alone(LocalGeneratorCard card) throws Exception {
    try (LocalGenerator generator = LocalGenerators.open(card, THERE, PLACE)) {
      List<LocalRequest> batch = batch(generator);
      List<Integer> steps = new ArrayList<>();
      List<Image> together =
          generator.generate(batch, 3, (done, of, latents) -> steps.add(done * 10 + of));
      assertThat(steps).containsExactly(13, 23, 33);
      assertThat(together).hasSize(3);
      for (int i = 0; i < batch.size(); i++) {
        Image control = batch.get(i).control();
        Image alone = generator.generate(batch.subList(i, i + 1), 3, LocalProgress.NONE).get(0);
        assertThat(alone.rgb()).as("picture %d", i).isEqualTo(together.get(i).rgb());
        assertThat(List.of(alone.width(), alone.height()))
            .containsExactly(control.width(), control.height());
      }
      assertThat(together.get(0).rgb()).as("seeds").isNotEqualTo(together.get(1).rgb());
      assertThat(together.get(0).rgb())
          .as("prompt, control, guidance")
          .isNotEqualTo(together.get(2).rgb());
    }
  }

  /** Bytes of all direct buffers of this JVM. */
  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getTotalCapacity)
        .sum();
  }

  /** Bytes that this thread has taken of the heap so far. */
  private static long heap() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @ParameterizedTest
  @MethodSource("cards")
  void memory_stays_in_place_for_all_steps(LocalGeneratorCard card) throws Exception {
    try (LocalGenerator generator = LocalGenerators.open(card, THERE, PLACE)) {
      List<LocalRequest> batch = batch(16 * generator.sizeMultiple());
      int steps = 8;
      List<Long> direct = new ArrayList<>();
      // of the heap, when the progress is called and when it returns
      long[] came = new long[steps + 1];
      long[] went = new long[steps + 1];
      generator.generate(
          batch,
          steps,
          (done, of, latents) -> {
            came[done] = heap();
            direct.add(direct());
            went[done] = heap();
          });
      for (int i = 1; i < steps; i++) {
        assertThat(direct.get(i))
            .as("direct buffers after each step: %s", direct)
            .isLessThanOrEqualTo(direct.get(i - 1));
      }
      // latents of the batch have 24 kB and more; the first steps load classes
      for (int i = 4; i <= steps; i++) {
        assertThat(came[i] - went[i - 1]).as("bytes of the heap in step %d", i).isLessThan(20_000);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cards")
  void loading_in_sequence_gives_the_same_picture(LocalGeneratorCard card) throws Exception {
    List<List<Image>> pictures = new ArrayList<>();
    for (long memory : new long[] {Long.MAX_VALUE, 0}) {
      LocalPlace place = new LocalPlace(Device.CPU, 0, 1, memory);
      try (LocalGenerator generator = LocalGenerators.open(card, THERE, place)) {
        pictures.add(generator.generate(batch(generator), 2, LocalProgress.NONE));
      }
    }
    for (int i = 0; i < pictures.get(0).size(); i++) {
      assertThat(pictures.get(1).get(i).rgb()).isEqualTo(pictures.get(0).get(i).rgb());
    }
  }

  @ParameterizedTest
  @MethodSource("cards")
  void a_run_stops_between_steps_when_its_thread_is_interrupted(LocalGeneratorCard card)
      throws Exception {
    try (LocalGenerator generator = LocalGenerators.open(card, THERE, PLACE)) {
      List<LocalRequest> batch = batch(generator);
      List<Integer> steps = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  generator.generate(
                      batch,
                      10,
                      (done, of, latents) -> {
                        steps.add(done);
                        Thread.currentThread().interrupt();
                      }))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).as("the interrupt stays set").isTrue();
      assertThat(steps).containsExactly(1);
      assertThat(generator.generate(batch, 1, LocalProgress.NONE)).as("it goes on").hasSize(3);
    }
  }

  @ParameterizedTest
  @MethodSource("cards")
  void what_cannot_be_made_is_told_before_anything_is_loaded(LocalGeneratorCard card) {
    try (LocalGenerator generator = LocalGenerators.open(card, THERE, PLACE)) {
      Image odd = TinyFlux.control(17, 9000, 0);
      assertThatThrownBy(
              () ->
                  generator.generate(
                      List.of(new LocalRequest("", odd, 5, 1)), 2, LocalProgress.NONE))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("A picture of 17x9000 cannot be made: ");
      assertThatThrownBy(() -> generator.generate(batch(generator), 0, LocalProgress.NONE))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("steps = 0");
    }
  }

  @ParameterizedTest
  @MethodSource("cards")
  void a_prompt_of_any_length_is_a_prompt(LocalGeneratorCard card) throws Exception {
    try (LocalGenerator generator = LocalGenerators.open(card, THERE, PLACE)) {
      Image control = batch(generator).get(0).control();
      for (String prompt : List.of("", "a house. ".repeat(11_112))) {
        assertThat(
                generator.generate(
                    List.of(new LocalRequest(prompt, control, 5, 1)), 1, LocalProgress.NONE))
            .as("%d characters", prompt.length())
            .hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cards")
  void a_component_that_is_missing_or_cut_short_is_named_when_it_is_opened(LocalGeneratorCard card)
      throws Exception {
    Function<ModelFolder, Path> copied =
        files -> {
          for (ModelFolder.Entry entry : files.files()) {
            copy(Path.of(files.source()).resolve(entry.name()), folder.resolve(entry.name()));
          }
          return folder;
        };
    try (LocalGenerator whole = LocalGenerators.open(card, copied, PLACE)) {
      assertThat(whole.sizeMultiple()).isPositive();
    }
    for (Path file : all(folder)) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      assertThatThrownBy(() -> LocalGenerators.open(card, files -> folder, PLACE))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(file.getFileName() + " has " + bytes.length / 2 + " bytes")
          .hasMessageContaining("cut short");
      Files.delete(file);
      assertThatThrownBy(() -> LocalGenerators.open(card, files -> folder, PLACE))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(file.getFileName() + " is missing");
      Files.write(file, bytes);
    }
  }

  private static List<Path> all(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
