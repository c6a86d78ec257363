package dev.quartermaster.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PageTest {

  @Test
  void all_is_well_is_said_at_the_top_and_in_the_tab() {
    assertThat(Page.of(Pictures.allWell(), false))
        .contains("<title>All is well · Quartermaster</title>", "</span>All is well</h1>")
        .contains("2 nodes are up, all 4 schedules keep their time")
        .contains("1,204,518", "0.7 % of all")
        .doesNotContain("What is being done");
  }

  @Test
  void what_is_wrong_comes_with_what_is_being_done_and_when_it_is_done() {
    assertThat(Page.of(Pictures.lateAndOverdue(), false).replace('\u00a0', ' '))
        .contains("4 things are wrong", "Node hk-2 is dead.", "purge-sessions is 7 h 46 min late.")
        .contains("hk-1 carries on with the work.")
        .contains(
            "cpu-reset is settling 100,000 overdue periods; done in about 23 s, at 11:06:43 UTC.")
        .contains("purge-sessions is to fire in 16 h 23 min, at 4 May 03:30:00 UTC.");
  }

  @Test
  void without_a_node_nothing_is_promised() {
    assertThat(Page.of(Pictures.noNode(), false))
        .contains("Nothing, until a node is up.", "unknown", "no node is up to do it")
        .doesNotContain("done in about");
  }

  @Test
  void a_system_that_has_done_nothing_yet_is_shown() {
    assertThat(Page.of(Pictures.brandNew(), false))
        .contains(
            "One node is up, the schedule keeps its time, and no account waits for its reset.")
        .contains("nothing to do");
  }

  @Test
  void each_time_is_shown_relative_and_absolute() {
    assertThat(Page.of(Pictures.allWell(), false))
        .contains("datetime=\"2026-05-03T11:07:00Z\">in 40 s<span class=\"absolute\">11:07:00 UTC");
  }

  @Test
  void each_state_has_a_word_and_a_symbol_beside_its_colour() {
    assertThat(Page.of(Pictures.lateAndOverdue(), false))
        .contains(
            "<span class=\"mark bad\"><span class=\"symbol\" aria-hidden=\"true\">✕</span> dead");
  }

  @Test
  void names_stay_text() {
    String page = Page.of(Pictures.hostile(), false);

    assertThat(page)
        .doesNotContain("<script")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;{}");
    assertThat(Page.databaseAway("<b>x</b>", false)).doesNotContain("<b>").contains("&lt;b&gt;");
  }

  @Test
  void a_page_has_neither_script_nor_style_inside_as_its_policy_forbids_both() {
    assertThat(Page.of(Pictures.lateAndOverdue(), false))
        .doesNotContain("<script", "<style", "style=", "onclick");
  }

  @Test
  void a_template_takes_as_many_values_as_it_has_holes() {
    assertThatThrownBy(() -> Html.of("{}{}", "a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Html.of("{}", "a", "b")).isInstanceOf(IllegalArgumentException.class);
  }
}
