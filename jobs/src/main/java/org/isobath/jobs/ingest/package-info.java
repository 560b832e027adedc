/**
 * The job {@code ingest}: finds inputs, takes each up once, and gives every one of them an outcome
 * in {@code sources} and, when it is a picture not seen before, a row in {@code images}.
 *
 * <p>Order of work: an entry of {@code ingest.sources} is listed in a distributed way, what {@code
 * sources} already knows is taken out by keys, and the rest goes through in batches: read, probe,
 * decode and hash once in one wide map, resolve duplicates on keys, append {@code images}, then
 * write {@code sources}. A new kind of source is one class and its line in {@link
 * org.isobath.jobs.ingest.SourceKind}.
 */
package org.isobath.jobs.ingest;
