package org.isobath.generate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.isobath.Nearest;
import org.isobath.UserError;

/**
 * A prompt with columns in braces, as in <code>{caption}, oil painting</code>. Two braces stand for
 * one. White space around the prompt is taken off.
 */
public final class PromptTemplate implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String text;
  // texts stand before, between and after the columns
  private final ArrayList<String> texts;
  private final ArrayList<String> columns;

  private PromptTemplate(String text, ArrayList<String> texts, ArrayList<String> columns) {
    this.text = text;
    this.texts = texts;
    this.columns = columns;
  }

  /**
   * Reads a template.
   *
   * @param known the columns there are; {@code attributes.*} stands for any name after the point
   * @throws UserError for a template that is empty, has a brace too many, or names another column
   */
  public static PromptTemplate parse(String text, Collection<String> known) {
    if (text.isBlank()) {
      throw new UserError("A prompt is empty. Write text, or a column as {caption}.");
    }
    ArrayList<String> texts = new ArrayList<>();
    ArrayList<String> columns = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '{' && c != '}') {
        plain.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == c) {
        plain.append(c);
        i++;
      } else {
        int end = c == '{' ? text.indexOf('}', i) : -1;
        if (end < 0) {
          throw new UserError(
              "The prompt "
                  + text
                  + " has a brace that stands alone. Write {caption} for a column, {{ and }} for braces.");
        }
        columns.add(column(text.substring(i + 1, end).strip(), known, text));
        texts.add(plain.toString());
        plain.setLength(0);
        i = end;
      }
    }
    texts.add(plain.toString());
    return new PromptTemplate(text, texts, columns);
  }

  private static String column(String name, Collection<String> known, String text) {
    if (known.stream().noneMatch(column -> means(column, name))) {
      throw new UserError(
          "The prompt "
              + text
              + " names the column "
              + name
              + ", which there is not. Did you mean "
              + Nearest.of(name, known)
              + "? There are "
              + String.join(", ", known)
              + ".");
    }
    return name;
  }

  private static boolean means(String column, String name) {
    int point = column.endsWith(".*") ? column.length() - 1 : -1;
    return point < 0
        ? column.equals(name)
        : name.startsWith(column.substring(0, point)) && name.length() > point;
  }

  /** The columns that it names, in their order. */
  public List<String> columns() {
    return List.copyOf(columns);
  }

  /** The prompt of a row; empty when a column that it names has no value or a blank one. */
  public Optional<String> fill(UnaryOperator<String> row) {
    List<String> values = columns.stream().map(row).toList();
    if (values.stream().anyMatch(value -> value == null || value.isBlank())) {
      return Optional.empty();
    }
    StringBuilder prompt = new StringBuilder(texts.get(0));
    IntStream.range(0, values.size())
        .forEach(i -> prompt.append(values.get(i).strip()).append(texts.get(i + 1)));
    return Optional.of(prompt.toString().strip());
  }

  @Override
  public String toString() {
    return text;
  }
}
