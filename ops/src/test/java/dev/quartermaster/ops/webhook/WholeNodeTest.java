package dev.quartermaster.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.testing.TestPostgres;
import dev.quartermaster.ops.node.Daemon;
import dev.quartermaster.ops.node.Installation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeNodeTest {

  @TempDir Path directory;

  private Installation installation(Platform on, String url) throws Exception {
    Files.writeString(directory.resolve("db.pw"), TestPostgres.password());
    Files.writeString(directory.resolve("signing.secret"), Platform.SECRET + "\n");
    Path file =
        Files.writeString(
            directory.resolve("quartermaster.yaml"),
            """
            node: {name: hk-1}
            database: {url: "%s", user: "%s", password-file: db.pw, schema: %s}
            http: {port: 0}
            quota: {webhook: {url: "%s", secret-file: signing.secret}}
            """
                .formatted(
                    TestPostgres.jdbcUrl(),
                    TestPostgres.user(),
                    on.test().database().settings().schema(),
                    url));
    return Installation.find(Optional.of(file), Optional.empty());
  }

  private static String metrics(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address.resolve("/metrics")).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void a_node_that_has_a_webhook_configured_posts_and_counts() throws Exception {
    try (Mailer mailer = Mailer.knowing(Platform.SECRET);
        Platform given = new Platform(WholeNodeTest.class)) {
      given.test().clockRuns();
      Installation installation = installation(given, mailer.url());

      try (Daemon daemon = Daemon.start(installation, installation.configuration())) {
        await().until(given::isHeld);
        given.used("ada", 85);

        await().untilAsserted(() -> assertThat(mailer.accepted()).containsExactly("ada 80"));
        assertThat(metrics(daemon.address()))
            .contains(
                "quartermaster_notifications_total{channel=\"quota-webhook\",result=\"accepted\"} 1.0",
                "quartermaster_notifications_total{channel=\"quota-webhook\",result=\"expired\"} 0.0");
      }

      assertThat(given.isHeld()).isFalse();
    }
  }
}
