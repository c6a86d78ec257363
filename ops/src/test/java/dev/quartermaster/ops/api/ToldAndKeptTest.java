package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.ops.detect.OwnServer;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.bulk.Act;
import dev.quartermaster.quota.bulk.Batch;
import dev.quartermaster.quota.bulk.Chosen;
import dev.quartermaster.quota.bulk.Operation;
import dev.quartermaster.quota.bulk.Operations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reset in bulk does not wait for the disk; whoever is told of it does. */
class ToldAndKeptTest {

  private OwnServer server;
  private Database database;
  private Served api;
  private String reader;

  @BeforeEach
  void given() {
    server = new OwnServer("told-and-kept");
    database = server.fresh("told_and_kept");
    Migrations.migrate(database);
    // So that nothing gets to the disk by the way.
    server.execute(
        "ALTER SYSTEM SET wal_writer_delay = '10s'",
        "ALTER SYSTEM SET autovacuum = off",
        "SELECT pg_reload_conf()");
    api = Served.on(database, 0);
    reader = api.token(Rights.of(Role.READER));
  }

  @AfterEach
  void close() {
    api.close();
    database.close();
    server.close();
  }

  private JsonNode get(String query) throws Exception {
    return new ObjectMapper().readTree(api.get("/api/v1/tarpit" + query, reader).body());
  }

  private static List<String> changes(JsonNode page) {
    return StreamSupport.stream(page.get("changes").spliterator(), false)
        .map(
            one ->
                one.get("username").asText() + (one.get("in_tarpit").asBoolean() ? " in" : " out"))
        .toList();
  }

  private Username inTarpit() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Username ada = api.account("ada", now.plus(12, ChronoUnit.HOURS).toString());
    api.used(ada, "150", now.toString());
    return ada;
  }

  private void resetAll() {
    Operation all =
        database
            .transaction(
                handle ->
                    Operations.begin(
                        handle,
                        new Act.Reset(),
                        new Chosen.All(),
                        new Operations.Asked("root@test", "the outage")))
            .orElseThrow();
    Optional<Batch.Done> done = database.transaction(handle -> Batch.next(handle, all, 1));
    assertThat(done).isPresent();
  }

  @Test
  void what_a_reader_was_told_a_crash_does_not_take_back() throws Exception {
    Username ada = inTarpit();
    String before = get("?snapshot=true").get("cursor").asText();
    resetAll();

    JsonNode told = get("?wait=PT10S&after=" + before);
    server.crash();
    server.heal();

    assertThat(changes(told)).containsExactly("ada out");
    assertThat(api.view(ada).tarpitSince()).isEmpty();
  }

  @Test
  void readers_go_on_while_the_server_takes_no_writes() throws Exception {
    inTarpit();
    server.readOnly(true);

    assertThat(changes(get("?after=0&wait=PT10S"))).containsExactly("ada in");
    assertThat(changes(get("?snapshot=true"))).containsExactly("ada in");
  }

  @Test
  void what_nobody_was_told_of_a_crash_may_take_back() {
    Username ada = inTarpit();
    resetAll();

    server.crash();
    server.heal();

    assertThat(api.view(ada).tarpitSince()).isPresent();
  }
}
