/**
 * {@code report}: one HTML page about a warehouse. Queries gather {@link
 * org.isobath.jobs.report.Findings}, and {@link org.isobath.jobs.report.Page} turns them into text;
 * what a person may have written (captions, file names, messages) passes {@link
 * org.isobath.jobs.report.Html} on its way. Charts are SVG of a few lines: a plotting library would
 * bring fonts and rasters for bars that a browser draws by itself.
 */
package org.isobath.jobs.report;
