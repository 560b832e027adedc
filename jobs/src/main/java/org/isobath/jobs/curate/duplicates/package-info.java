/**
 * Which pictures are the same picture. {@link org.isobath.jobs.curate.duplicates.Duplicates} puts
 * it together: pictures with equal hashes are one ({@code Twins}), hashes within the radius are
 * edges ({@code HashEdges}), edges make components and clusters ({@code HashGroups}). Rows carry
 * ids, hashes and three numbers; bytes are never read.
 */
package org.isobath.jobs.curate.duplicates;
