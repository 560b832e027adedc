package org.isobath.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceTest {
  @ParameterizedTest
  @EnumSource(
      value = Device.class,
      names = {"CUDA", "TENSORRT"})
  void aGpuThatWasAskedForAndIsAbsentIsAnErrorWithItsCure(Device device) {
    assumeTrue(device.obstacle().isPresent(), device + " is here");
    assertThatThrownBy(device::resolve)
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Device " + device.label() + " was asked for and cannot be used: ")
        .hasMessageContaining("Build with mvn -Pgpu package")
        .hasMessageContaining("or set the device to auto or cpu");
    assertThatThrownBy(() -> OnnxSession.shared(Graphs.file("mean"), "mean on gpu", device, 1))
        .isInstanceOf(UserError.class);
  }

  @Test
  void autoIsThePlaceThatIsHere() {
    assertThat(Device.AUTO.resolve())
        .isEqualTo(Device.CUDA.obstacle().isPresent() ? Device.CPU : Device.CUDA);
  }

  @Test
  void cpuIsAlwaysHere() {
    assertThat(Device.CPU.resolve()).isEqualTo(Device.CPU);
    assertThat(Device.CPU.obstacle()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void labelsAreReadBack(Device device) {
    assertThat(Device.of(device.label())).isEqualTo(device);
  }

  @Test
  void anUnknownDeviceNamesTheKnownOnes() {
    assertThatThrownBy(() -> Device.of("gpu"))
        .isInstanceOf(UserError.class)
        .hasMessage("Unknown device: gpu. Use one of auto, cpu, cuda, tensorrt.");
  }
}
