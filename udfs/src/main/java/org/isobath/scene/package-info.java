/**
 * Rendered scenes with exact depth. Their truth is known to the last bit, so they are the oracle
 * for metrics, the input of the demo and the training data of {@code isobath-tiny}. They look like
 * simple photographs and are no substitute for them: how well a model does here says little about
 * how well it does on real pictures.
 */
package org.isobath.scene;
