/**
 * Generators that run on devices of our own: the components of a pipeline as ONNX files, described
 * by a card ({@link org.isobath.generate.LocalGeneratorCard}), and what stands between them. The
 * arithmetic is diffusers', so that the same components, seed and inputs give the same picture.
 */
package org.isobath.generate.local;
