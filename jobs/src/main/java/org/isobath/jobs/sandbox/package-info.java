/**
 * {@code isobath sandbox}: rehearses hosted generation against a server of this machine, and
 * compares a generator's card with what its provider says.
 */
package org.isobath.jobs.sandbox;
