/**
 * Measures stored generations: their depth by a judge against that of their control, the picture
 * itself, and whether a policy keeps it.
 */
package org.isobath.jobs.evaluate.generations;
