/** {@code isobath models}: the cards in reach, and their files on this machine. */
package org.isobath.jobs.models;
