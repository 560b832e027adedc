package org.isobath.jobs.evaluate;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.ReferenceFormat;
import org.isobath.jobs.Entry;
import org.isobath.jobs.Originals;

/**
 * A file beside the picture or in a parallel folder: the picture's URI with what {@code pattern}
 * finds replaced. No folder is listed, so millions of pictures cost no more than their own files.
 *
 * @param source null for pictures of all sources
 * @param mask what takes the place of the match in the URI of a DIODE mask; null for none
 */
record FileReference(
    String judge,
    String source,
    Pattern pattern,
    String replacement,
    String mask,
    ReferenceFormat format)
    implements Reference {

  static FileReference of(Entry entry, String judge) {
    ReferenceFormat format = ReferenceFormat.of(entry.string("format"));
    Pattern pattern = pattern(entry);
    String replacement = replacement(entry, pattern, entry.string("replacement"), "replacement");
    String mask = entry.string("mask", null);
    return new FileReference(
        judge,
        entry.string("source", null),
        pattern,
        replacement,
        mask == null ? null : replacement(entry, pattern, mask, "mask"),
        format);
  }

  private static Pattern pattern(Entry entry) {
    String text = entry.string("pattern");
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw entry.invalid(
          "pattern", "must be a regular expression of Java, found " + text + ": " + e.getMessage());
    }
  }

  /** A replacement that names a group which the pattern has not would fail at the first picture. */
  private static String replacement(Entry entry, Pattern pattern, String text, String key) {
    int groups = pattern.matcher("").groupCount();
    Matcher named = Pattern.compile("(?<!\\\\)\\$(\\d|)").matcher(text);
    while (named.find()) {
      if (named.group(1).isEmpty() || Integer.parseInt(named.group(1)) > groups) {
        throw entry.invalid(
            key,
            "may name groups of the pattern from $0 to $%d, found %s; write \\$ for a dollar"
                .formatted(groups, text));
      }
    }
    return text;
  }

  @Override
  public String locate(String uri) {
    Matcher found = pattern.matcher(uri);
    return found.find() ? found.replaceFirst(replacement) : null;
  }

  @Override
  public Truth read(String uri, Configuration hadoop, long maxBytes) throws Rejected {
    byte[] file = bytes(locate(uri), hadoop, maxBytes);
    if (file == null) {
      return null;
    }
    DepthMap depth = format.read(file);
    if (mask == null) {
      return new Truth(depth, null);
    }
    String at = pattern.matcher(uri).replaceFirst(mask);
    byte[] valid = bytes(at, hadoop, maxBytes);
    if (valid == null) {
      throw new Rejected(Reason.UNREADABLE, "the mask of the reference is not there: " + at);
    }
    return new Truth(ReferenceFormat.masked(depth, valid), null);
  }

  private static byte[] bytes(String location, Configuration hadoop, long maxBytes)
      throws Rejected {
    byte[] file;
    try {
      file = Originals.read(location, hadoop, maxBytes);
    } catch (NoSuchFileException | FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw Originals.unreadable(e);
    }
    if (file.length > maxBytes) {
      throw new Rejected(
          Reason.TOO_MANY_BYTES,
          "the reference %s has more than the %d bytes of limits.max-bytes"
              .formatted(location, maxBytes));
    }
    return file;
  }
}
