package org.isobath.generate.local;

import org.isobath.onnx.Device;

/**
 * Where a local generator runs.
 *
 * @param device as configured
 * @param gpu ordinal; ignored on the CPU
 * @param threads inside one run, at least 1
 * @param memory bytes that graphs may take together: where all fit, they stay loaded, else each is
 *     loaded for its turn in every batch and freed after it
 */
public record LocalPlace(Device device, int gpu, int threads, long memory) {}
