package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.Username;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** More is reported than the database takes. */
class BusyTest {

  private static final String NOW = "2026-11-20T12:00:00Z";
  private static final int RECORDS = 5_000;
  private static final int REPORTS = 30;

  private static String report(int sequence) {
    String record =
        "{\"username\":\"ada\",\"source\":\"console\",\"cpu_us\":1,\"at\":\"%s\"}".formatted(NOW);
    return "{\"reporter\":\"host-1\",\"sequence\":%d,\"records\":[%s]}"
        .formatted(sequence, String.join(",", Collections.nCopies(RECORDS, record)));
  }

  @Test
  void what_is_too_much_is_refused_for_a_moment_and_nothing_is_lost() throws Exception {
    ExecutorService hosts = Executors.newFixedThreadPool(REPORTS);
    try (TestDatabase test = TestDatabase.of(BusyTest.class);
        Served api = Served.on(test.database(), 0)) {
      test.clockAt(Instant.parse(NOW));
      Username ada = api.account("ada", "2026-11-21T03:00:00Z");
      String token = api.token(Rights.reporting("host-1"));
      List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
      try (Handle stalled = Jdbi.create(test.database().dataSource()).open()) {
        stalled.begin();
        stalled.execute("LOCK TABLE usage_report IN SHARE MODE");
        for (int i = 1; i <= REPORTS; i++) {
          int sequence = i;
          sent.add(CompletableFuture.supplyAsync(() -> post(api, token, sequence), hosts));
        }
        HttpResponse<?> first =
            (HttpResponse<?>)
                CompletableFuture.anyOf(sent.toArray(CompletableFuture[]::new)).join();
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).contains("1");
        assertThat(first.headers().firstValue("Content-Type")).contains("application/problem+json");
        stalled.commit();
      }
      sent.forEach(CompletableFuture::join);

      for (int i = 1; i <= REPORTS; i++) {
        assertThat(post(api, token, i).statusCode()).isEqualTo(200);
      }
      assertThat(api.view(ada).usage().used().micros()).isEqualTo((long) REPORTS * RECORDS);
    } finally {
      hosts.shutdownNow();
    }
  }

  private static HttpResponse<String> post(Served api, String token, int sequence) {
    try {
      return api.send("POST", "/api/v1/usage", report(sequence), "Authorization", "Token " + token);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
