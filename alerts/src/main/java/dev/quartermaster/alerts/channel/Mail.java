package dev.quartermaster.alerts.channel;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A page as a mail of plain text, under an id of its own, in the thread of its alert. */
final class Mail extends MimeMessage {

  private static final int LONGEST_SUBJECT = 200;

  /** Characters: mail servers take a few megabytes more. */
  private static final int LONGEST_TEXT = 200_000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

  private final String id;

  private Mail(Session session, String id) {
    super(session);
    this.id = id;
  }

  static MimeMessage of(Page page, Email.Settings settings, Session session)
      throws MessagingException {
    String domain = settings.from().substring(settings.from().lastIndexOf('@') + 1);
    Mail mail = new Mail(session, id(page.id(), domain));
    mail.setFrom(Email.address(settings.from()));
    for (String to : settings.to()) {
      mail.addRecipient(RecipientType.TO, Email.address(to));
    }
    mail.setSubject(Words.cut(Headline.of(page), LONGEST_SUBJECT), "UTF-8");
    mail.setSentDate(Date.from(page.at()));
    mail.setHeader("In-Reply-To", thread(page, domain));
    mail.setHeader("References", thread(page, domain));
    // Keeps notices of holidays from being answered to us: RFC 3834.
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.setText(text(page), "UTF-8");
    mail.saveChanges();
    return mail;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", id);
  }

  private static String id(String message, String domain) {
    String own = NAME.matcher(message).matches() ? message : Digest.of(message);
    return "<" + own + "@" + domain + ">";
  }

  /** The same for all mails about one alert; there need be none of that id. */
  private static String thread(Page page, String domain) {
    Page.Alert alert = page.alert();
    return "<alert-" + Digest.of(alert.dedupKey() + " " + alert.startedAt()) + "@" + domain + ">";
  }

  private static String text(Page page) {
    Page.Text text = page.alert().text();
    List<String> parts = new ArrayList<>();
    parts.add(text.summary());
    if (page.kind() == Page.Kind.TEST) {
      parts.add("This is a test of the way to you. Nothing is wrong, and nothing is to be done.");
    }
    text.runbook().ifPresent(runbook -> parts.add("What to do: " + runbook));
    parts.add(lines(text.links()));
    // Before what may be cut.
    parts.add(about(page));
    parts.add(lines(text.details()));
    parts.removeIf(String::isBlank);
    return plain(Words.cut(String.join("\n\n", parts), LONGEST_TEXT)) + "\n";
  }

  private static String lines(Map<String, String> pairs) {
    List<String> lines = new ArrayList<>();
    pairs.forEach((what, value) -> lines.add(what + ": " + value));
    return String.join("\n", lines);
  }

  private static String about(Page page) {
    Page.Alert alert = page.alert();
    return "Alert %s, %s, %s, %s since %s"
        .formatted(
            alert.id(), alert.name(), alert.severity().word(), alert.state(), alert.startedAt());
  }

  private static String plain(String text) {
    return CONTROLS.matcher(text.replace("\r\n", "\n")).replaceAll("");
  }
}
