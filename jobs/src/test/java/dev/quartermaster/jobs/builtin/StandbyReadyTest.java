package dev.quartermaster.jobs.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real primary and a real streaming standby, made of a base backup. */
class StandbyReadyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private final StandbyNeeds needs =
      new StandbyNeeds(1, Duration.ofSeconds(30), 256 * 1024 * 1024, true);
  private final StandbyReady job = new StandbyReady(needs);

  @Test
  void a_standby_that_comes_goes_and_comes_back_is_seen() throws IOException {
    try (EmbeddedPostgres primary = EmbeddedPostgres.join(directory.resolve("a"));
        Database database = open(primary)) {
      assertThatThrownBy(() -> look(database))
          .isInstanceOf(StandbyReady.NotReady.class)
          .hasMessageStartingWith("no standby is attached");
      assertThat(shortage(database)).isEqualTo(1);
      makeStandby(primary, database);

      try (EmbeddedPostgres standby = EmbeddedPostgres.join(directory.resolve("b"))) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(look(database)).isEqualTo(1));
        assertThat(shortage(database)).isZero();
        try (Database other = open(standby)) {
          assertThatThrownBy(() -> look(other)).hasMessageContaining("connected to a standby");
          assertThat(shortage(other)).isEqualTo(1);
        }
      }

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> look(database))
                      .hasMessageContaining("no standby is attached")
                      .hasMessageContaining("slot 'b' has nobody attached"));
      assertThat(shortage(database)).isEqualTo(1);
    }
  }

  private long look(Database database) {
    return database.transaction(handle -> job.work(handle, "look"));
  }

  private long shortage(Database database) {
    return database.transaction(
        handle -> handle.createQuery(needs.shortage()).mapTo(Long.class).one());
  }

  private static Database open(EmbeddedPostgres server) {
    return Database.open(
        new DatabaseSettings(
            server.jdbcUrl(),
            new DatabaseSettings.Login(server.user(), () -> text(server.passwordFile())),
            "public",
            new DatabaseSettings.Pool(2, "standby-ready")));
  }

  /** As pg_basebackup does it, which is not among the embedded server's programs. */
  private void makeStandby(EmbeddedPostgres primary, Database database) throws IOException {
    Path home = directory.resolve("b");
    Files.createDirectory(
        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    database.run(handle -> handle.execute("SELECT pg_create_physical_replication_slot('b', true)"));
    // Begin and end in one session, as PostgreSQL wants it.
    try (Handle session = Jdbi.open(database.dataSource())) {
      session.execute("SELECT pg_backup_start('b', true)");
      copy(directory.resolve("a").resolve("data"), home.resolve("data"));
      String label =
          session
              .createQuery("SELECT labelfile FROM pg_backup_stop(false)")
              .mapTo(String.class)
              .one();
      Files.writeString(home.resolve("data").resolve("backup_label"), label);
    }
    Files.copy(primary.passwordFile(), home.resolve("password"));
    Files.createFile(home.resolve("data").resolve("standby.signal"));
    Files.writeString(
        home.resolve("data").resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s application_name=b'%nprimary_slot_name = 'b'%n"
            .formatted(primary.port(), primary.user(), text(primary.passwordFile())));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files
          .filter(file -> !file.getFileName().toString().startsWith("postmaster."))
          .forEach(file -> copyOne(file, to.resolve(from.relativize(file).toString())));
    }
  }

  private static void copyOne(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (NoSuchFileException e) {
      // A server at work drops files meanwhile; what matters is in its WAL.
      assertThat(from).doesNotExist();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
