/**
 * Depth against reference depth: which picture has a reference, what depth of each model scores
 * against it under each protocol, and what the mean over pictures is.
 */
package org.isobath.jobs.evaluate;
