package dev.quartermaster.ops.crontab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the arguments do is what cron's shell would have done. */
class CallTest {

  private static final Settings NONE = new Settings(ZoneId.of("UTC"));

  private static String output(List<String> argv) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "printf <%s> a 'b c' \"d  e\"f ''",
        "printf '%s|' \"it's\" 'say \"hi\"'",
        "printf %s $HOME",
        "printf \"%s\" \"$((1 + 2))\"",
        "printf a; printf b",
        "printf '%s ' a\\ b",
        "printf 'x' | cat",
        "X=1 sh -c 'printf \"$X\"'",
        "test 1 = 1 && echo yes",
        "cd / && pwd",
        "printf '%s' \"a'b\"'c\"d'",
        "printf 'open",
        "echo a#b # c"
      })
  void a_command_prints_what_the_shell_prints(String command) throws Exception {
    Call call = Call.of(command.replace("%", "\\%"), NONE);

    assertThat(output(call.argv())).isEqualTo(output(List.of("/bin/sh", "-c", command)));
  }

  @Test
  void what_stands_after_a_percent_sign_is_the_input() throws Exception {
    Call call = Call.of("cat; echo end%Good morning,%100\\% $HOME%END", NONE);

    assertThat(output(call.argv())).isEqualTo("Good morning,\n100% $HOME\nEND\nend\n");
    assertThat(call.note()).contains("run by /bin/sh: what stood after % is its input");
  }

  @Test
  void a_percent_sign_with_a_backslash_is_one() {
    assertThat(Call.of("/bin/date +\\%F", NONE))
        .isEqualTo(new Call(List.of("/bin/date", "+%F"), Optional.empty()));
  }

  @Test
  void a_shell_is_used_only_where_it_is_needed() {
    assertThat(Call.of("/bin/report --to 'a b'", NONE).note()).isEmpty();
    assertThat(Call.of("/bin/report > /dev/null", NONE).note())
        .contains("run by /bin/sh: it has shell syntax (>)");
    assertThat(Call.of("A=b /bin/report", NONE).note())
        .contains("run by /bin/sh: 'A=b' is the shell's own");
    assertThat(Call.of("/bin/report 'open", NONE).note())
        .contains("run by /bin/sh: it has a quote without its end");
  }
}
