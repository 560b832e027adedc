/** {@code isobath doctor}: what this machine and this configuration can do together. */
package org.isobath.jobs.doctor;
