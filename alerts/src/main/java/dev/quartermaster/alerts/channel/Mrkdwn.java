package dev.quartermaster.alerts.channel;

import java.util.ArrayList;
import java.util.List;

/** Text in Slack's own markup: nothing of what is shown can be a mention or a link. */
final class Mrkdwn {

  /** Characters of one section. */
  static final int LONGEST_SECTION = 3000;

  private static final String CUT = "…";

  private Mrkdwn() {}

  /** Escaped, in at most so many characters; never cut within an escape. */
  static String escaped(String text, int most) {
    StringBuilder escaped = new StringBuilder();
    int end = 0;
    for (int point : text.codePoints().toArray()) {
      String one = escaped(point);
      if (escaped.length() + one.length() > most) {
        return escaped.substring(0, end) + CUT;
      }
      escaped.append(one);
      if (escaped.length() + CUT.length() <= most) {
        end = escaped.length();
      }
    }
    return escaped.toString();
  }

  private static String escaped(int point) {
    return switch (point) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case 0 -> "";
      default -> Character.toString(point);
    };
  }

  /** A link, if its address fits. */
  static String link(String address, String text) {
    String to = escaped(address.replace("|", "%7C").replace(" ", "%20"), Integer.MAX_VALUE);
    String shown = escaped(text, 200);
    return to.length() > LONGEST_SECTION - 300 ? shown : "<" + to + "|" + shown + ">";
  }

  /** The lines in as few sections as hold them; each line fits one by itself. */
  static List<String> sections(List<String> lines) {
    List<String> sections = new ArrayList<>();
    StringBuilder section = new StringBuilder();
    for (String line : lines) {
      if (section.length() + 1 + line.length() > LONGEST_SECTION) {
        sections.add(section.toString());
        section.setLength(0);
      }
      section.append(section.isEmpty() ? "" : "\n").append(line);
    }
    sections.add(section.toString());
    sections.removeIf(String::isEmpty);
    return sections;
  }
}
