package dev.quartermaster.ops.agent.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.ops.agent.meter.CgroupPattern.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CgroupPatternTest {

  @TempDir Path mount;

  @Test
  void it_finds_users_and_sources_where_they_stand() throws IOException {
    made("qm.slice/user-ada.slice/console", "qm.slice/user-ada.slice/always-on");
    made("qm.slice/user-bob.slice/console", "qm.slice/other.slice/console");
    Files.writeString(mount.resolve("qm.slice/user-file.slice"), "");

    assertThat(CgroupPattern.of("qm.slice/user-{username}.slice/{source}").find(mount))
        .extracting(Group::username, Group::source)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("ada", "always-on"),
            org.assertj.core.groups.Tuple.tuple("ada", "console"),
            org.assertj.core.groups.Tuple.tuple("bob", "console"));
  }

  @Test
  void a_name_with_what_stands_around_it_is_still_a_name() throws IOException {
    made("user-a.slice.slice", "user-.slice", "user-x-y.slice");

    assertThat(CgroupPattern.of("user-{username}.slice").find(mount))
        .extracting(Group::username)
        .containsExactlyInAnyOrder("a.slice", "x-y");
  }

  @Test
  void it_finds_from_the_root_when_it_is_absolute() throws IOException {
    made("ada");

    assertThat(CgroupPattern.of(mount + "/{username}").find(Path.of("/nowhere")))
        .extracting(Group::path)
        .containsExactly(mount.resolve("ada"));
  }

  @Test
  void what_is_not_there_holds_nobody() throws IOException {
    assertThat(CgroupPattern.of("missing/{username}/deep").find(mount)).isEmpty();
    assertThat(CgroupPattern.of("{username}/missing").find(mount.resolve("gone"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "qm.slice/console,must have {username} or {uid} once",
    "{username}/{uid},must have {username} or {uid} once",
    "{username}/{source}/{source},may have {source} once",
    "{user},'has {user}; it knows {username}, {uid} and {source}'",
    "{username}-{source},has two placeholders between slashes",
    "../{username},must not have the segment '..'",
    "'',must have {username} or {uid} once"
  })
  void a_wrong_one_is_refused_with_the_mend(String text, String complaint) {
    assertThatThrownBy(() -> CgroupPattern.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "the cgroup pattern '" + text + "'",
            complaint,
            "write it like qm.slice/user-{username}.slice/{source}");
  }

  private void made(String... groups) throws IOException {
    for (String group : groups) {
      Files.createDirectories(mount.resolve(group));
    }
  }
}
