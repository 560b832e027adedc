package org.isobath.model;

/** How a picture's sides become the network's: which scale, and what happens to the aspect. */
public enum Fit {
  /** Exactly the target, aspect not kept. */
  STRETCH,
  /** Aspect kept, both sides at least the target (Depth Anything V1 and V2). */
  LOWER,
  /** Aspect kept, both sides at most the target (MiDaS v2.1, Depth Anything 3). */
  UPPER,
  /** Aspect kept, the scale closer to 1 of the two (MiDaS v3, ZoeDepth). */
  MINIMAL,
  /** Aspect kept inside the target, the rest filled on both sides alike (Metric3D). */
  PAD
}
