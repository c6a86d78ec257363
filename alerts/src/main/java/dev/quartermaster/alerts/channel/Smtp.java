package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Speaks to a mail server, and understands what it answers. */
final class Smtp {

  private static final String NO_STARTTLS =
      "it offers no STARTTLS, and mail does not leave this machine in the clear:"
          + " name a server that does, or its port for TLS, 465";

  private static final Pattern CODE = Pattern.compile("^\\d{3}[ -]");

  private final Email.Settings settings;
  private final Tls tls;
  private final Words words;

  Smtp(Email.Settings settings, Tls tls, Words words) {
    this.settings = settings;
    this.tls = tls;
    this.words = words;
  }

  Outcome send(Page page, Connection connection, Deadline deadline) {
    try {
      Socket socket = connection.open();
      boolean near = tls.near().test(socket.getInetAddress());
      Session session = session(near);
      return send(Mail.of(page, settings, session), session, socket, deadline);
    } catch (IOException | MessagingException e) {
      return new Failed(Unreached.why(e, deadline), Optional.empty());
    }
  }

  private Outcome send(MimeMessage mail, Session session, Socket socket, Deadline deadline)
      throws MessagingException {
    try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
      try {
        transport.connect(socket);
        transport.sendMessage(mail, mail.getAllRecipients());
        return new Accepted(Optional.of(mail.getMessageID()));
      } catch (SendFailedException e) {
        return sent(e, mail.getMessageID());
      } catch (MessagingException e) {
        return answered(transport, session, e, deadline);
      }
    }
  }

  private Session session(boolean near) {
    Email.Server server = settings.server();
    Properties properties = new Properties();
    properties.put("mail.smtp.starttls.enable", String.valueOf(!tls.atOnce()));
    properties.put("mail.smtp.starttls.required", String.valueOf(!tls.atOnce() && !near));
    if (near) {
      // Nobody is between: certificates that a system makes for itself are as good.
      properties.put("mail.smtp.ssl.trust", "*");
      properties.put("mail.smtp.ssl.checkserveridentity", "false");
    } else {
      properties.put("mail.smtp.ssl.socketFactory", tls.sockets());
    }
    // One recipient whom the server does not know keeps the page from no other.
    properties.put("mail.smtp.sendpartial", "true");
    properties.put("mail.smtp.quitwait", "false");
    server.user().ifPresent(user -> properties.put("mail.smtp.user", user));
    properties.put("mail.smtp.auth", String.valueOf(server.user().isPresent()));
    return Session.getInstance(properties, login(server));
  }

  private static Authenticator login(Email.Server server) {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(server.user().orElse(""), server.password().orElse(""));
      }
    };
  }

  private Outcome sent(SendFailedException failure, String id) {
    if (count(failure.getValidSentAddresses()) > 0) {
      return new Accepted(Optional.of(id + "; but not for all" + refusals(failure)));
    } else if (failure instanceof SMTPSendFailedException whole) {
      return outcome(whole.getReturnCode(), String.valueOf(whole.getMessage()));
    }
    // None was taken; those that may be later are the valid ones.
    String why = "it takes nobody of 'to'" + refusals(failure);
    return count(failure.getValidUnsentAddresses()) > 0
        ? new Failed(why, Optional.empty())
        : new Refused(why);
  }

  private static int count(Address[] addresses) {
    return addresses == null ? 0 : addresses.length;
  }

  private String refusals(SendFailedException failure) {
    StringBuilder said = new StringBuilder();
    for (Exception next = failure.getNextException();
        next instanceof SMTPAddressFailedException refusal;
        next = refusal.getNextException()) {
      said.append(said.isEmpty() ? "" : "; ")
          .append(Words.line(String.valueOf(refusal.getMessage())));
    }
    return words.after(said.toString());
  }

  private Outcome answered(
      SMTPTransport transport, Session session, MessagingException failure, Deadline deadline) {
    boolean required = Boolean.parseBoolean(session.getProperty("mail.smtp.starttls.required"));
    int code = transport.getLastReturnCode();
    if (code / 100 == 4 || code / 100 == 5) {
      return outcome(code, String.valueOf(transport.getLastServerResponse()));
    } else if (required && code == 250 && !transport.supportsExtension("STARTTLS")) {
      return new Refused(NO_STARTTLS);
    }
    return new Failed(Unreached.why(failure, deadline), Optional.empty());
  }

  /** By RFC 5321: 4yz may pass, 5yz will not. */
  private Outcome outcome(int code, String said) {
    String why = "it answered " + code + words.after(CODE.matcher(said).replaceFirst(""));
    return code / 100 == 5 ? new Refused(why) : new Failed(why, Optional.empty());
  }
}
