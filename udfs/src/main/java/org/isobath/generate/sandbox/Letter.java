package org.isobath.generate.sandbox;

import java.util.Map;

/**
 * What a webhook carries.
 *
 * @param headers signatures among them
 */
record Letter(Map<String, String> headers, byte[] body) {}
