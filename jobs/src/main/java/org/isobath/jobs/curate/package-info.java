/**
 * {@code curate}: rules over metrics, copies, and a split that never leaks. Reads {@code sources},
 * {@code images} and {@code depth} without their bytes; writes {@code pairs} and {@code splits}.
 */
package org.isobath.jobs.curate;
