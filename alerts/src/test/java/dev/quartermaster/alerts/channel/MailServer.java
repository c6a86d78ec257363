package dev.quartermaster.alerts.channel;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** GreenMail, a real mail server: in the clear, and over TLS by these keys. */
final class MailServer implements AutoCloseable {

  private static final String STORE = "greenmail.tls.keystore.file";
  private static final String STORE_PASSWORD = "greenmail.tls.keystore.password";

  private final GreenMail mail;

  /** Its keys can be told to it by properties only. */
  MailServer(Keys keys) {
    System.setProperty(STORE, keys.file().toString());
    System.setProperty(STORE_PASSWORD, Keys.PASSWORD);
    ServerSetup plain = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    ServerSetup secured = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS);
    mail = new GreenMail(new ServerSetup[] {plain, secured});
    mail.start();
  }

  int plainPort() {
    return mail.getSmtp().getPort();
  }

  int securedPort() {
    return mail.getSmtps().getPort();
  }

  void addUser(String name, String password) {
    mail.setUser(name + "@example.org", name, password);
  }

  /** How many came: one for each recipient. */
  int count() {
    return mail.getReceivedMessages().length;
  }

  MimeMessage last() {
    return mail.getReceivedMessages()[count() - 1];
  }

  /** Of all, in the order in which they came. */
  List<String> subjects() {
    return Arrays.stream(mail.getReceivedMessages()).map(MailServer::subject).toList();
  }

  private static String subject(MimeMessage message) {
    try {
      return message.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  String header(String name) throws MessagingException {
    return last().getHeader(name, "|");
  }

  String text() throws IOException, MessagingException {
    return ((String) last().getContent()).replace("\r\n", "\n").strip();
  }

  void empty() {
    try {
      mail.purgeEmailFromAllMailboxes();
    } catch (FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    mail.stop();
    System.clearProperty(STORE);
    System.clearProperty(STORE_PASSWORD);
  }
}
