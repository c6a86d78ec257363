package dev.quartermaster.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each error is one line that names what is wrong and what to do. */
class EmbeddedPostgresErrorTest {

  @TempDir Path directory;

  @Test
  void a_directory_that_cannot_be_made_is_named() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "in the way");

    assertThat(refusal(file.resolve("home"))).contains(file.toString(), "choose another");
  }

  @Test
  void a_directory_name_that_a_shell_would_read_is_refused() {
    assertThat(refusal(directory.resolve("$HOME"))).contains("$HOME", "choose another");
  }

  @Test
  void a_lost_password_file_is_named_before_and_after_the_server_runs() throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.join(directory);
    Path password = postgres.passwordFile();
    Path kept = Files.move(password, directory.resolve("kept"));

    assertThat(refusal(directory)).contains(password.toString(), "restore it");
    postgres.close();
    assertThat(refusal(directory)).contains(password.toString(), "restore it");

    Files.move(kept, password);
    EmbeddedPostgres.join(directory).close();
  }

  @Test
  void a_wrong_password_is_told_from_a_server_that_does_not_answer() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      Files.writeString(postgres.passwordFile(), "another");

      assertThat(refusal(directory)).contains(postgres.passwordFile().toString(), "restore");
    }
  }

  @Test
  void a_server_that_does_not_start_is_quoted() throws Exception {
    EmbeddedPostgres.join(directory).close();
    Files.writeString(directory.resolve("data/postgresql.conf"), "no_such_setting = 1");

    assertThat(refusal(directory)).contains("no_such_setting", directory + "/server.log");
  }

  @Test
  void a_cache_that_cannot_be_written_is_named_with_the_property_that_moves_it() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "in the way");

    EmbeddedPostgresException refusal =
        catchThrowableOfType(EmbeddedPostgresException.class, () -> Binaries.ready(file));

    assertThat(refusal).hasMessageContainingAll(file.toString(), Binaries.CACHE_PROPERTY);
  }

  private static String refusal(Path directory) {
    EmbeddedPostgresException refusal =
        catchThrowableOfType(
            EmbeddedPostgresException.class, () -> EmbeddedPostgres.join(directory).close());
    assertThat(refusal).isNotNull();
    assertThat(refusal.getMessage()).hasLineCount(1);
    return refusal.getMessage();
  }
}
