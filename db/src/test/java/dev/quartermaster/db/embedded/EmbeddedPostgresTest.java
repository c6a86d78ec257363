package dev.quartermaster.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  @TempDir Path directory;

  @Test
  void committed_rows_are_there_after_everyone_has_left_and_come_back() throws Exception {
    try (EmbeddedPostgres first = EmbeddedPostgres.join(directory)) {
      new Rows(first).run("CREATE TABLE kept AS SELECT 'a row' AS what");
    }
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();

    try (EmbeddedPostgres again = EmbeddedPostgres.join(directory)) {
      assertThat(new Rows(again).ask("SELECT what FROM kept")).isEqualTo("a row");
    }
  }

  @Test
  void two_who_join_in_one_process_share_the_server_until_both_have_left() throws Exception {
    EmbeddedPostgres one = EmbeddedPostgres.join(directory);
    EmbeddedPostgres other =
        EmbeddedPostgres.join(directory.resolve("../" + directory.getFileName()));
    assertThat(other.port()).isEqualTo(one.port());

    one.close();
    one.close();
    assertThat(new Rows(other).ask("SELECT 1")).isEqualTo("1");

    other.close();
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void an_interrupted_thread_still_stops_the_server_when_it_leaves() {
    EmbeddedPostgres postgres = EmbeddedPostgres.join(directory);

    Thread.currentThread().interrupt();
    postgres.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void nobody_gets_in_without_the_password_which_only_its_owner_can_read() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      for (String guess : new String[] {"", "quartermaster"}) {
        assertThatThrownBy(
                () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), guess))
            .isInstanceOf(SQLException.class);
      }
      assertThat(Files.readString(postgres.passwordFile())).hasSizeGreaterThanOrEqualTo(32);
      assertThat(Files.getPosixFilePermissions(postgres.passwordFile()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(
              new Rows(postgres)
                  .ask(
                      "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"))
          .isEqualTo("0");
    }
  }

  @Test
  void what_is_committed_is_on_the_disk_and_only_this_machine_can_connect() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      Rows rows = new Rows(postgres);
      assertThat(rows.ask("SHOW fsync")).isEqualTo("on");
      assertThat(rows.ask("SHOW full_page_writes")).isEqualTo("on");
      assertThat(rows.ask("SHOW synchronous_commit")).isEqualTo("on");
      assertThat(rows.ask("SHOW data_checksums")).isEqualTo("on");
      assertThat(rows.ask("SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(rows.ask("SHOW unix_socket_directories")).isEmpty();
      assertThat(rows.ask("SHOW timezone")).isEqualTo("UTC");
      assertThat(rows.ask("SHOW server_encoding")).isEqualTo("UTF8");
    }
  }

  @Test
  void the_port_stays_the_same_while_it_is_free_and_gives_way_when_it_is_taken() throws Exception {
    int before;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      before = postgres.port();
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      assertThat(postgres.port()).isEqualTo(before);
    }

    try (ServerSocket taken = new ServerSocket(before);
        EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      assertThat(postgres.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(new Rows(postgres).ask("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void what_a_killed_initialisation_left_behind_is_cleared_away() throws Exception {
    Path left = Files.createDirectories(directory.resolve("data.init-123/base/1"));
    Files.writeString(left.resolve("PG_VERSION"), "18");
    Files.writeString(directory.resolve("password"), "");

    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      assertThat(directory.resolve("data.init-123")).doesNotExist();
      assertThat(new Rows(postgres).ask("SELECT 1")).isEqualTo("1");
    }
  }
}
