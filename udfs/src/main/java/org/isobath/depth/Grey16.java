package org.isobath.depth;

import java.util.Map;

/**
 * A 16-bit greyscale PNG in memory: what {@link Png16Writer} writes and {@link Png16Reader} reads.
 *
 * @param samples {@code width * height} unsigned 16-bit samples, rows from the top
 * @param text the text chunks, in file order
 */
record Grey16(int width, int height, char[] samples, Map<String, String> text) {}
