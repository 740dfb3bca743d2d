package dev.v2v.fomm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FommConfigTest {
  private static final String GOOD =
      """
      dataset_params:
        frame_shape: [128, 256, 3]
      model_params:
        common_params: {num_kp: 10, num_channels: 3, estimate_jacobian: True}
        kp_detector_params:
          {temperature: 0.1, block_expansion: 32, max_features: 1024, scale_factor: 0.25, num_blocks: 5}
        generator_params:
          block_expansion: 64
          max_features: 512
          num_down_blocks: 2
          num_bottleneck_blocks: 6
          estimate_occlusion_map: True
          dense_motion_params:
            {block_expansion: 64, max_features: 1024, num_blocks: 5, scale_factor: 0.25}
      """;

  @TempDir Path folder;

  private FommConfig read(String text) throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, text);
    return FommConfig.read(file);
  }

  @Test
  void readsTheAuthorsLayout() throws IOException {
    FommConfig c = read(GOOD);
    assertEquals(128, c.frameHeight());
    assertEquals(256, c.frameWidth());
    assertEquals(10, c.common().numKp());
    assertEquals(0.01, c.motion().kpVariance());
    assertTrue(c.motion().estimateOcclusionMap());
    assertEquals(128, c.frameMultiple());
    assertFalse(c.generator().skips());
    assertFalse(c.motion().alignedResize());
  }

  @Test
  void readsKeysThatTheAuthorsFilesOf2019DoNotHave() throws IOException {
    FommConfig c =
        read(
            GOOD.replace(
                "    dense_motion_params:\n      {",
                "    skips: True\n    dense_motion_params:\n      {aligned_resize: True, "));
    assertTrue(c.generator().skips());
    assertTrue(c.motion().alignedResize());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_kp: 10 | num_kp: ten | num_kp must be an integer from 1 to 1024, got the text ten",
        "num_kp: 10 | num_kp: -1 | num_kp must be an integer from 1 to 1024, got the number -1",
        "num_kp: 10 | num_kp: 10, num_kp: 11 | expected a YAML document, got",
        "temperature: 0.1 | temperature: .nan | temperature must be a finite number",
        "temperature: 0.1 | temperature: 0 | temperature must be greater than 0",
        "scale_factor: 0.25, num | scale_factor: 0.3, num | must be 1 over a whole number",
        "[128, 256, 3] | [100, 256, 3] | multiples of 128",
        "generator_params: | other_params: | generator_params is missing",
        "model_params: | !!java.lang.Object model_params: | expected a YAML"
      })
  void refusesWithTheKeyAndTheRule(String good, String bad, String message) {
    String text = GOOD.replace(good.strip(), bad.strip());
    InputException e = assertThrows(InputException.class, () -> read(text));
    assertTrue(e.getMessage().contains(message.strip()), e.getMessage());
    assertTrue(e.getMessage().contains("c.yaml") || message.contains("multiples"), e.getMessage());
  }

  @Test
  void refusesMissingAndBinaryFiles() throws IOException {
    assertThrows(InputException.class, () -> FommConfig.read(folder.resolve("none.yaml")));
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThrows(InputException.class, () -> FommConfig.read(binary));
  }
}
