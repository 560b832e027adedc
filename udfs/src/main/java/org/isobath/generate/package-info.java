/**
 * Depth-conditioned generation: from a control and a prompt to pictures. What a request says is the
 * same for every generator ({@link org.isobath.generate.GenerationRequest}); what one of them can
 * do, and for how much, its card says. {@code hosted} speaks to APIs that charge for each picture,
 * {@code sandbox} rehearses that without spending.
 */
package org.isobath.generate;
