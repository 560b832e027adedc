/**
 * Pictures to depth: one outcome for every picture, model and set of parameters. New pictures come
 * through a stream over {@code images}; what a stream cannot know of is found by comparing keys.
 */
package org.isobath.jobs.estimate;
