/**
 * The job {@code maintain}: keeps the tables of a warehouse in few files, frees what no table names
 * any more, and drops depth that has been made anew. It decides nothing about pictures or pairs,
 * and is the only job that compacts or vacuums.
 */
package org.isobath.jobs.maintain;
