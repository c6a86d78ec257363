package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Page;
import java.util.LinkedHashMap;
import java.util.Map;

/** Marks pages that were meant for another channel. Pure. */
final class InPlaceOf {

  private static final String DETAIL = "told in place of";

  private InPlaceOf() {}

  /**
   * The page with a line that says whom it was meant for, after those that it already says.
   *
   * @param page as JSON
   * @param whom as {@code pager (status 500)}
   */
  static String marked(String page, String whom) {
    Page read;
    try {
      read = PageJson.read(page);
    } catch (IllegalArgumentException e) {
      // Of another version: whoever can read it may send it, without a word of whom it was for.
      return page;
    }
    Map<String, String> details = new LinkedHashMap<>(read.alert().text().details());
    details.merge(DETAIL, whom, (before, more) -> before + ", " + more);
    return PageJson.write(withDetails(read, details));
  }

  private static Page withDetails(Page page, Map<String, String> details) {
    Page.Alert alert = page.alert();
    Page.Text text = alert.text();
    return new Page(
        page.id(),
        page.kind(),
        page.at(),
        new Page.Alert(
            alert.id(),
            alert.dedupKey(),
            alert.name(),
            alert.state(),
            alert.severity(),
            alert.startedAt(),
            new Page.Text(text.summary(), details, text.labels(), text.runbook(), text.links())));
  }
}
