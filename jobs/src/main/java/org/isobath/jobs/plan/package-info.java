/**
 * Plans pictures: {@code pairs} × prompts × parameters × generators become {@code requests}, with
 * their price before anything is spent. The rules are kernels of {@code org.isobath.generate}; here
 * are the tables, and what was planned before.
 */
package org.isobath.jobs.plan;
