package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

  private final List<String> lines = new ArrayList<>();

  @Test
  void every_kind_of_end_ends_one_line() {
    say("a\nb\r\nc\rd\n\ne");

    assertThat(lines).containsExactly("a", "b", "c", "d", "", "e");
  }

  @Test
  void a_return_and_a_newline_in_two_pieces_are_one_end() {
    say("a\r", "\nb");

    assertThat(lines).containsExactly("a", "b");
  }

  @Test
  void a_long_line_is_cut_between_characters() {
    say("x".repeat(3_999) + "\uD83D\uDE00 and more\nnext");

    assertThat(lines).containsExactly("x".repeat(3_999) + "…", "next");
  }

  @Test
  void a_tab_stays_and_other_controls_do_not() {
    say("a\tb\u0000c\u001B]0;title\u0007d\u009Bm");

    assertThat(lines).containsExactly("a\tb\uFFFDc\uFFFD]0;title\uFFFDd\uFFFDm");
  }

  private void say(String... pieces) {
    Lines split = new Lines(lines::add);
    for (String piece : pieces) {
      split.add(piece.toCharArray(), piece.length());
    }
    split.end();
  }
}
