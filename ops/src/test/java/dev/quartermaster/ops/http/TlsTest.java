package dev.quartermaster.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.api.Served;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.dashboard.Pictures;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void the_surface_speaks_tls_with_the_configured_certificate(String algorithm) throws Exception {
    Keytool made = Keytool.make(directory, algorithm);

    try (HttpSurface surface = start(made.tls())) {
      assertThat(surface.address().getScheme()).isEqualTo("https");
      assertThat(
              HttpClient.newBuilder()
                  .sslContext(made.client())
                  .build()
                  .send(
                      HttpRequest.newBuilder(surface.address().resolve("/healthz")).build(),
                      BodyHandlers.ofString())
                  .body())
          .isEqualTo("ok\n");
    }
  }

  @Test
  void the_api_answers_over_tls_too() throws Exception {
    Keytool made = Keytool.make(directory, "EC");

    try (TestDatabase test = TestDatabase.of(TlsTest.class);
        Served api = Served.on(test.database(), 40, Optional.of(made.tls()))) {
      api.account("ada", "2026-11-21T03:26:37Z");
      HttpRequest request =
          HttpRequest.newBuilder(api.address().resolve("/api/v0/user/ada/cpu/"))
              .header("Authorization", "Token " + api.token(Rights.of(Role.READER)))
              .build();
      HttpClient client = HttpClient.newBuilder().sslContext(made.client()).build();

      assertThat(client.send(request, BodyHandlers.ofString()).body())
          .startsWith("{\"daily_cpu_limit_seconds\":100,");
    }
  }

  @Test
  void a_key_of_another_certificate_is_refused_at_the_start() throws Exception {
    Configuration.Tls one = Keytool.make(Files.createDirectory(directory.resolve("a")), "EC").tls();
    Configuration.Tls two = Keytool.make(Files.createDirectory(directory.resolve("b")), "EC").tls();

    assertThatThrownBy(() -> start(new Configuration.Tls(one.certificate(), two.key())))
        .isInstanceOf(CannotListen.class)
        .hasMessageContainingAll("http.tls.key", "the certificate has another");
  }

  @Test
  void a_key_in_an_older_form_is_refused_with_the_mend() throws Exception {
    Configuration.Tls tls = Keytool.make(directory, "RSA").tls();
    Files.writeString(
        tls.key(), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");

    assertThatThrownBy(() -> start(tls))
        .isInstanceOf(CannotListen.class)
        .hasMessageContainingAll("http.tls.key", "openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void a_file_that_cannot_be_read_is_named() {
    Path missing = directory.resolve("missing.pem");

    assertThatThrownBy(() -> start(new Configuration.Tls(missing, missing)))
        .isInstanceOf(CannotListen.class)
        .hasMessageContaining("missing.pem");
  }

  @Test
  void a_file_without_a_certificate_is_refused() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");

    assertThatThrownBy(() -> start(new Configuration.Tls(empty, empty)))
        .isInstanceOf(CannotListen.class)
        .hasMessageContainingAll("http.tls.certificate", "empty.pem");
  }

  private static HttpSurface start(Configuration.Tls tls) {
    return HttpSurface.start(
        new Configuration.Http("localhost", 0, Optional.of(tls), 40),
        new HttpSurface.Sources(Pictures::allWell, List::of, () -> "", List.of()));
  }
}
