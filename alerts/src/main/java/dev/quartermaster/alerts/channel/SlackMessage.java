package dev.quartermaster.alerts.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message as Slack's incoming webhooks take it.
 *
 * @param text what a notification shows
 */
record SlackMessage(String text, List<Block> blocks) {

  static final int MOST_BLOCKS = 50;

  /** A chat is no place to read more. */
  private static final int LONGEST_DETAIL = 1000;

  record Block(String type, Text text) {}

  record Text(String type, String text) {}

  static SlackMessage of(Page page) {
    Page.Text text = page.alert().text();
    String headline = Mrkdwn.escaped(Headline.of(page), Mrkdwn.LONGEST_SECTION - 2);
    List<String> sections = new ArrayList<>();
    sections.add("*" + headline + "*");
    sections.addAll(
        Mrkdwn.sections(
            text.details().entrySet().stream()
                .map(detail -> line(detail.getKey(), detail.getValue()))
                .toList()));
    sections = new ArrayList<>(few(sections));
    sections.addAll(Mrkdwn.sections(links(text)));
    return new SlackMessage(
        headline, sections.stream().limit(MOST_BLOCKS).map(SlackMessage::block).toList());
  }

  private static String line(String what, String value) {
    return Mrkdwn.escaped(what, 200) + ": " + Mrkdwn.escaped(value, LONGEST_DETAIL);
  }

  /** Leaves room for the links, by which somebody can act. */
  private static List<String> few(List<String> sections) {
    int most = MOST_BLOCKS / 2;
    if (sections.size() <= most) {
      return sections;
    }
    return Stream.concat(
            sections.stream().limit(most - 1L), Stream.of("… and more details than fit here"))
        .toList();
  }

  private static List<String> links(Page.Text text) {
    Stream<String> runbook =
        text
            .runbook()
            .map(to -> to.matches("https?://.*") ? Mrkdwn.link(to, "runbook") : line("runbook", to))
            .stream();
    Stream<String> others =
        text.links().entrySet().stream().map(link -> Mrkdwn.link(link.getValue(), link.getKey()));
    return Stream.concat(runbook, others).toList();
  }

  private static Block block(String section) {
    return new Block("section", new Text("mrkdwn", section));
  }
}
