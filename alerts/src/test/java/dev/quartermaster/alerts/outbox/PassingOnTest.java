package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PassingOnTest {

  private World given;
  private Provider pager;
  private Provider hook;
  private Provider mail;
  private long alert;

  @BeforeEach
  void three_channels_and_an_alert() {
    given = World.of(PassingOnTest.class);
    pager = given.provider("pager");
    hook = given.provider("hook");
    mail = given.provider("mail");
    alert = given.alert("hk-1");
    given.sender("hk-1");
    given.sender("hk-2");
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void the_next_channel_is_told_once_in_the_stead_of_one_that_refuses() {
    pager.refuses();

    String page = given.tell(alert, 1, List.of("pager"), "hook", "mail");

    given.awaitDelivery("hook", page, "accepted 1");
    assertThat(hook.pages().get(0).alert().text().details())
        .containsEntry("told in place of", "pager (status 400: summary is missing)");
    given.tell(alert, 2, List.of("hook"));
    World.patiently().until(() -> hook.taken().size() == 2);
    assertThat(hook.asked()).hasSize(2);
    assertThat(mail.asked()).isEmpty();
    assertThat(given.database().transaction(Outbox::undelivered)).isEmpty();
  }

  @Test
  void a_page_goes_down_the_line_until_somebody_takes_it_and_says_all_it_was_meant_for() {
    pager.refuses();
    hook.refuses();

    String page = given.tell(alert, 1, List.of("pager"), "hook", "mail");

    given.awaitDelivery("mail", page, "accepted 1");
    assertThat(mail.pages().get(0).alert().text().details().get("told in place of"))
        .isEqualTo("pager (status 400: summary is missing), hook (status 400: summary is missing)");
    assertThat(given.database().transaction(Outbox::undelivered)).isEmpty();
  }

  @Test
  void what_nobody_takes_is_visibly_undelivered() {
    pager.refuses();
    hook.refuses();

    String page = given.tell(alert, 1, List.of("pager"), "hook");

    given.awaitDelivery("hook", page, "dead 1 status 400: summary is missing");
    assertThat(given.database().transaction(Outbox::undelivered))
        .extracting(Outbox.Undelivered::channel)
        .containsExactlyInAnyOrder("pager", "hook");
  }

  @Test
  void after_four_attempts_another_is_told_and_the_channel_itself_once_it_is_back() {
    pager.fails();
    String page = given.tell(alert, 1, List.of("pager"), "mail");
    for (int attempt = 1; attempt <= PassingOn.ATTEMPTS; attempt++) {
      assertThat(given.delivery("mail", page)).isEqualTo("none");
      given.awaitDelivery("pager", page, "queued %d status 500".formatted(attempt));
      given.passes(Duration.ofMillis(500L << attempt));
    }
    given.awaitDelivery("mail", page, "accepted 1");

    pager.isWell();
    given.passes(Backoff.LONGEST);

    World.patiently().until(() -> pager.taken().contains(page));
    assertThat(mail.asked()).containsExactly(page);
  }

  @Test
  void after_half_a_minute_of_failing_all_that_waits_for_the_channel_is_passed_on_in_order() {
    pager.fails();
    String first = given.tell(alert, 1, List.of("pager"), "mail");
    String second = given.tell(alert, 2, List.of("pager"), "mail");
    given.awaitDelivery("pager", first, "queued 1 status 500");

    given.passes(PassingOn.FAILING_FOR);

    given.awaitDelivery("mail", second, "accepted 1");
    assertThat(mail.taken()).containsExactly(first, second);
    assertThat(given.delivery("pager", second)).isEqualTo("queued 0");
  }

  @Test
  void what_comes_after_a_page_that_was_passed_on_is_passed_on_too() {
    pager.fails();
    String first = given.tell(alert, 1, List.of("pager"), "mail");
    given.awaitDelivery("pager", first, "queued 1 status 500");
    given.passes(PassingOn.FAILING_FOR);
    given.awaitDelivery("mail", first, "accepted 1");

    String second = given.tell(alert, 2, List.of("pager"), "mail");

    given.awaitDelivery("mail", second, "accepted 1");
  }

  @Test
  void a_channel_that_knows_later_news_is_not_told_what_is_old() {
    CountDownLatch latch = pager.hangsAt("alert-%d-1".formatted(alert));
    String first = given.tell(alert, 1, List.of("pager"), "mail");
    String second = given.tell(alert, 2, List.of("mail"));
    given.awaitDelivery("mail", second, "accepted 1");

    pager.refuses();
    given.passes(DeliveryRows.LEASE);
    given.awaitDelivery("pager", first, "dead 2 status 400: summary is missing");
    given.tell(alert, 3, List.of("mail"));
    World.patiently().until(() -> mail.taken().size() == 2);
    latch.countDown();

    assertThat(given.delivery("mail", first)).isEqualTo("none");
    assertThat(given.database().transaction(Outbox::undelivered)).isEmpty();
  }

  @Test
  void where_the_next_was_to_be_told_anyway_and_fails_too_the_one_after_it_is() {
    pager.refuses();
    mail.refuses();

    String page = given.tell(alert, 1, List.of("pager", "mail"), "mail", "hook");

    given.awaitDelivery("hook", page, "accepted 1");
    assertThat(hook.asked()).containsExactly(page);
  }

  @Test
  void what_waits_for_a_channel_that_nobody_has_is_passed_on() {
    given.isNoLongerConfigured("pager");
    String page = given.tell(alert, 1, List.of("pager"), "mail");

    given.passes(PassingOn.UNTOUCHED_FOR);

    given.awaitDelivery("mail", page, "accepted 1");
    assertThat(given.delivery("pager", page)).isEqualTo("queued 0");
  }
}
