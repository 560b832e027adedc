package org.isobath.scene;

/**
 * A lamp at a point, or the sun when {@code distant}: then (x, y, z) is the unit vector towards it.
 *
 * @param size radius of the lamp in metres, or of the sun's disc as a tangent; larger gives softer
 *     shadows
 */
record Light(double x, double y, double z, boolean distant, Rgb power, double size) {}
