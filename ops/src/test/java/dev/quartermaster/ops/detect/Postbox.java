package dev.quartermaster.ops.detect;

import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GreenMail, a real mail server on the loopback address. It knows no STARTTLS: that is tested with
 * the channel.
 */
final class Postbox implements Receiver {

  private static final Pattern SUBJECT = Pattern.compile("\\[FIRING] (critical|warning): .*");
  private static final Pattern ALERT = Pattern.compile("(?m)^Alert [^,]+, (\\w+), ");

  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  Postbox() {
    server.start();
  }

  @Override
  public String channel() {
    return "{type: email, host: \"127.0.0.1\", port: %d, from: qm@example.org, to: [oncall@example.org]}"
        .formatted(server.getSmtp().getPort());
  }

  @Override
  public List<Taken> pages() {
    return server.getManagers().getImapHostManager().getAllMessages().stream()
        .map(Postbox::taken)
        .flatMap(Optional::stream)
        .toList();
  }

  @SuppressWarnings("JavaUtilDate") // GreenMail speaks Date
  private static Optional<Taken> taken(StoredMessage mail) {
    try {
      Matcher alert = ALERT.matcher((String) mail.getMimeMessage().getContent());
      return SUBJECT.matcher(mail.getMimeMessage().getSubject()).matches() && alert.find()
          ? Optional.of(new Taken(mail.getReceivedDate().toInstant(), alert.group(1)))
          : Optional.empty();
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
