/**
 * The kernels of the other rooms as SQL functions. {@link org.isobath.sql.SqlFunction} is the one
 * catalogue: registration ({@link org.isobath.sql.IsobathExtensions}), {@code DESCRIBE FUNCTION},
 * {@code udfs/README.md} and the contract tests are loops over it. A new function is one entry
 * there.
 *
 * <p>The only room that knows Spark. Rows are taken one at a time: for a whole collection run the
 * job {@code estimate}, which writes tables, counts what was rejected and goes on where it stopped.
 */
package org.isobath.sql;
