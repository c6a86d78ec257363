package dev.quartermaster.jobs.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.jobs.batch.OutsideJob.Assignment;
import dev.quartermaster.jobs.batch.OutsideJob.Failed;
import dev.quartermaster.jobs.builtin.CertificateExpiry.Watched;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.quota.usage.Retention;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates by keytool, shown by real TLS servers. Today is 1 June 2024. */
class CertificateExpiryTest {

  private static final String NAMED = "san=dns:localhost,ip:127.0.0.1";

  @TempDir private static Path keys;
  private static Certificates certificates;

  @TempDir Path directory;
  private final List<String> lines = new ArrayList<>();

  @BeforeAll
  static void make() {
    certificates = new Certificates(keys);
    certificates.make("good", "2024/05/01", 365, "-ext", NAMED);
    certificates.make("soon", "2024/05/01", 41, "-ext", NAMED);
    certificates.make("dead", "2024/01/01", 100);
    certificates.make("early", "2024/07/01", 100);
    certificates.make("other", "2024/05/01", 365, "-ext", "san=dns:example.org");
    certificates.make("root", "2024/05/01", 365, "-ext", "bc:c");
    certificates.make("leaf", "2024/05/01", 365, "-signer", "root", "-ext", NAMED);
  }

  @Test
  void nothing_to_check_succeeds_and_says_so() throws Exception {
    check(List.of(), List.of());

    assertThat(lines).singleElement().asString().startsWith("There is nothing to check");
  }

  @Test
  void a_file_that_is_good_is_told_with_its_days() throws Exception {
    Path file = certificates.exported("good", directory.resolve("good.pem"));

    check(List.of(file.toString()), List.of());

    assertThat(lines).containsExactly(file + ": CN=good: 334 days left");
  }

  @Test
  void each_certificate_that_ends_soon_or_has_ended_or_has_not_begun_is_named() {
    List<String> files = new ArrayList<>();
    for (String alias : List.of("good", "soon", "dead", "early")) {
      files.add(certificates.exported(alias, directory.resolve(alias + ".pem")).toString());
    }

    assertThatThrownBy(() -> check(files, List.of()))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("soon.pem: CN=soon: 10 days left (until 2024-06-1")
        .hasMessageContaining("dead.pem: CN=dead: expired 52 days ago")
        .hasMessageContaining("early.pem: CN=early: is valid only from 2024-07-01")
        .hasMessageNotContaining("good");
  }

  @Test
  void a_pattern_finds_files_and_one_that_finds_none_fails() {
    certificates.exported("good", directory.resolve("good.pem"));
    certificates.exported("soon", directory.resolve("soon.pem"));

    assertThatThrownBy(() -> check(List.of(directory + "/*.pem"), List.of()))
        .hasMessageContaining("CN=soon: 10 days left");
    assertThatThrownBy(() -> check(List.of(directory + "/*.crt"), List.of()))
        .hasMessageContaining("*.crt: no file is there");
    assertThatThrownBy(() -> check(List.of(directory + "/*/x.pem"), List.of()))
        .hasMessageContaining("only the last part of a path can be a pattern");
  }

  @Test
  void a_chain_in_one_file_is_read_to_its_end() throws IOException {
    Path good = certificates.exported("good", directory.resolve("good.pem"));
    Path soon = certificates.exported("soon", directory.resolve("soon.pem"));
    Path both = directory.resolve("both.txt");
    Files.writeString(both, Files.readString(good) + Files.readString(soon));

    assertThatThrownBy(() -> check(List.of(both.toString()), List.of()))
        .hasMessage("%s: CN=soon: 10 days left (until %s): renew it", both, until(soon));
  }

  @Test
  void a_file_that_is_missing_empty_or_no_certificate_fails() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path other = Files.writeString(directory.resolve("other.pem"), "no certificate");
    String missing = directory.resolve("missing.pem").toString();

    assertThatThrownBy(() -> check(List.of(missing, empty.toString(), other.toString()), List.of()))
        .hasMessageContaining("missing.pem: cannot be read")
        .hasMessageContaining("empty.pem: holds no certificate")
        .hasMessageContaining("other.pem: ");
  }

  @Test
  void a_server_that_shows_a_good_one_passes() throws Exception {
    try (SSLServerSocket server = certificates.serve("good", 1)) {
      check(List.of(), List.of(endpoint("localhost", server)));

      assertThat(lines)
          .containsExactly("localhost:" + server.getLocalPort() + ": CN=good: 334 days left");
    }
  }

  @Test
  void a_server_whose_certificate_ends_soon_fails() throws IOException {
    try (SSLServerSocket server = certificates.serve("soon", 1)) {
      assertThatThrownBy(() -> check(List.of(), List.of(endpoint("127.0.0.1", server))))
          .hasMessageContaining("127.0.0.1:" + server.getLocalPort() + ": CN=soon: 10 days left");
    }
  }

  @Test
  void a_server_of_another_name_fails() throws IOException {
    try (SSLServerSocket server = certificates.serve("other", 1)) {
      assertThatThrownBy(() -> check(List.of(), List.of(endpoint("localhost", server))))
          .hasMessageContaining("its certificate is of another name")
          .hasMessageContaining("localhost");
    }
  }

  @Test
  void a_chain_that_is_not_complete_is_only_said() throws Exception {
    try (SSLServerSocket bare = certificates.serve("leaf", 1);
        SSLServerSocket whole = certificates.serve("leaf", 2)) {
      check(List.of(), List.of(endpoint("localhost", bare)));
      assertThat(lines)
          .anySatisfy(
              line -> assertThat(line).contains("not complete here: CN=leaf is issued by CN=root"));
      lines.clear();
      check(List.of(), List.of(endpoint("localhost", whole)));
      assertThat(lines).hasSize(2).noneMatch(line -> line.contains("not complete"));
    }
  }

  @Test
  void a_port_without_a_server_and_one_that_says_nothing_fail_within_the_timeout()
      throws IOException {
    ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    gone.close();
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<TlsEndpoint> both =
          List.of(
              new TlsEndpoint("127.0.0.1", gone.getLocalPort()),
              new TlsEndpoint("127.0.0.1", silent.getLocalPort()));

      assertThatThrownBy(() -> check(List.of(), both))
          .hasMessageContaining(gone.getLocalPort() + ": cannot be asked")
          .hasMessageContaining(silent.getLocalPort() + ": cannot be asked")
          .hasMessageContaining("timed out");
    }
  }

  @Test
  void settings_say_what_is_checked() {
    Path file = certificates.exported("soon", directory.resolve("soon.pem"));
    Map<String, String> settings =
        Map.of("own-certificate", file.toString(), "warn-before", "P20000D");
    CertificateExpiry job =
        (CertificateExpiry)
            new BuiltInJobs(Retention.DEFAULT).create("certificate-expiry", settings);

    assertThatThrownBy(() -> job.run(assignment())).hasMessageContaining("CN=soon");
  }

  @Test
  void endpoints_are_read_with_addresses_of_both_kinds() {
    assertThat(TlsEndpoint.parse("example.org:443")).isEqualTo(new TlsEndpoint("example.org", 443));
    assertThat(TlsEndpoint.parse("[::1]:8443")).isEqualTo(new TlsEndpoint("::1", 8443));
    for (String wrong :
        List.of("example.org", ":443", "::1:443", "a:0", "a:65536", "https://a:1")) {
      assertThatThrownBy(() -> TlsEndpoint.parse(wrong))
          .hasMessage("'%s' is no endpoint; write host:port, such as example.org:443", wrong);
    }
  }

  private void check(List<String> files, List<TlsEndpoint> endpoints) throws Exception {
    new CertificateExpiry(
            new Watched(files, endpoints, Duration.ofDays(21), Duration.ofSeconds(2)),
            InstantSource.fixed(Instant.parse("2024-06-01T00:00:00Z")))
        .run(assignment());
  }

  private Assignment assignment() {
    return new Assignment(
        "certificate-expiry",
        1,
        Instant.parse("2024-06-01T00:00:00Z"),
        Missed.NONE,
        1,
        Duration.ofMinutes(1),
        lines::add);
  }

  private static Instant until(Path file) {
    return CertificateFiles.read(file.toString()).get(0).chain().get(0).getNotAfter().toInstant();
  }

  private static TlsEndpoint endpoint(String host, SSLServerSocket server) {
    return new TlsEndpoint(host, server.getLocalPort());
  }
}
