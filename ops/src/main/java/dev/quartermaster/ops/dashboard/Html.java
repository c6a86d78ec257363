package dev.quartermaster.ops.dashboard;

import java.util.stream.Stream;

/**
 * A piece of HTML. Whatever is put into one is escaped unless it is one itself, so that a name
 * cannot become markup by being forgotten.
 */
public record Html(String text) {

  public static final Html NONE = new Html("");

  private static final String HOLE = "{}";

  /** The template, each {@code {}} filled with the next value; as many values as holes. */
  public static Html of(String template, Object... values) {
    StringBuilder html = new StringBuilder(template.length() * 2);
    int from = 0;
    for (Object value : values) {
      int hole = template.indexOf(HOLE, from);
      if (hole < 0) {
        throw new IllegalArgumentException("more values than holes in: " + template);
      }
      html.append(template, from, hole).append(value instanceof Html h ? h.text : escape(value));
      from = hole + HOLE.length();
    }
    if (template.indexOf(HOLE, from) >= 0) {
      throw new IllegalArgumentException("more holes than values in: " + template);
    }
    return new Html(html.append(template, from, template.length()).toString());
  }

  /** One after the other. */
  public static Html all(Stream<Html> pieces) {
    return new Html(pieces.map(Html::text).reduce("", String::concat));
  }

  private static String escape(Object value) {
    return value
        .toString()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
