package org.isobath.jobs;

import java.util.List;

/**
 * The {@code select} of a policy: of every stratum at most so many rows, so that what is common
 * does not crowd out what is rare. Depth of one model and parameter set is selected from by itself.
 *
 * <p>Which rows is drawn by hash: those with the smallest SHA-256 of {@code <seed>:<image_id>},
 * hex. So a row that is drawn stays drawn until one with a smaller hash joins its stratum, whatever
 * else is added, and any program can work it out.
 *
 * @param by SQL expressions over the names that rules use; rows with equal values (NULL equals
 *     NULL) are one stratum; empty: all rows are one
 * @param atMost rows of a stratum that are kept, at least 1
 * @param seed another seed draws other rows
 */
public record Selection(List<String> by, int atMost, long seed) {}
