/**
 * The verb {@code generate}: requests become pictures, bought once. Executors make controls ready
 * and bring pictures into the table; the driver's sender alone speaks to providers.
 */
package org.isobath.jobs.generate;
