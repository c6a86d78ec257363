package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.db.notice.Notices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SenderTest {

  private World given;
  private Provider pager;
  private Provider mail;
  private long alert;

  @BeforeEach
  void two_channels_and_an_alert() {
    given = World.of(SenderTest.class);
    pager = given.provider("pager");
    mail = given.provider("mail");
    alert = given.alert("hk-1");
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void a_page_is_sent_to_all_its_channels_as_it_was_written() {
    given.sender("hk-1");
    pager.answers(page -> new Accepted(Optional.of("incident 5")));

    String page = given.tell(alert, 1, List.of("pager", "mail"));

    given.awaitDelivery("pager", page, "accepted 1");
    given.awaitDelivery("mail", page, "accepted 1");
    assertThat(mail.pages()).containsExactly(World.page(page, Page.Kind.FIRING));
    assertThat(mail.pages().get(0).alert().text().details().keySet())
        .containsExactly("silent for", "node");
    World.patiently()
        .untilAsserted(
            () ->
                assertThat(given.results())
                    .containsExactlyInAnyOrder("pager accepted", "mail accepted"));
  }

  @Test
  void a_sender_is_woken_by_what_is_put_into_the_outbox() {
    Sender sender =
        given.sender(
            "hk-1",
            channel -> Rate.USUAL,
            new Sender.Pace(Duration.ofMinutes(1), Duration.ofMinutes(1)));
    World.patiently().until(() -> isListening("outbox"));

    String page = given.tell(alert, 1, List.of("pager"));

    given.awaitDelivery("pager", page, "accepted 1");
    CompletableFuture<Void> closed = CompletableFuture.runAsync(sender::close);
    // Closing waits for the next notice.
    World.patiently()
        .until(
            () -> {
              given.database().run(handle -> Notices.send(handle, Outbox.NOTICE));
              return closed.isDone();
            });
  }

  private boolean isListening(String notice) {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT EXISTS (SELECT FROM pg_stat_activity
                                        WHERE query LIKE 'LISTEN%' || :notice || '"' AND state = 'idle'
                                          AND application_name = :pool)
                        """)
                    .bind("notice", notice)
                    .bind("pool", given.database().settings().pool().name())
                    .mapTo(Boolean.class)
                    .one());
  }

  @Test
  void a_page_that_failed_is_sent_again_under_the_same_id_once_its_back_off_is_over() {
    given.sender("hk-1");
    pager.fails();
    String page = given.tell(alert, 1, List.of("pager"));
    given.awaitDelivery("pager", page, "queued 1 status 500");

    pager.isWell();
    given.passes(Duration.ofMillis(499));
    given.test("probe", "pager");
    given.awaitDelivery("pager", "probe", "accepted 1");
    assertThat(given.delivery("pager", page)).isEqualTo("queued 1 status 500");
    given.passes(Duration.ofMillis(501));

    given.awaitDelivery("pager", page, "accepted 2");
    assertThat(pager.asked()).containsExactly(page, "probe", page);
  }

  @Test
  void a_provider_that_wants_to_be_left_alone_is_by_all_nodes_and_for_all_pages() {
    given.sender("hk-1");
    given.sender("hk-2");
    pager.failsOnce(Duration.ofMinutes(5));
    String page = given.tell(alert, 1, List.of("pager"));
    given.awaitDelivery("pager", page, "queued 1 status 429");
    String other = given.tell(given.alert("hk-2"), 1, List.of("pager"));

    given.passes(Duration.ofMinutes(5).minusMillis(1));
    given.test("probe", "mail");
    given.awaitDelivery("mail", "probe", "accepted 1");
    assertThat(pager.asked()).containsExactly(page);
    given.passes(Duration.ofMillis(1));

    given.awaitDelivery("pager", page, "accepted 2");
    given.awaitDelivery("pager", other, "accepted 1");
  }

  @Test
  void a_page_that_is_refused_is_dead_and_visibly_undelivered() {
    given.sender("hk-1");
    pager.refuses();

    String page = given.tell(alert, 1, List.of("pager"));

    given.awaitDelivery("pager", page, "dead 1 status 400: summary is missing");
    assertThat(given.database().transaction(Outbox::undelivered))
        .singleElement()
        .satisfies(
            undelivered -> {
              assertThat(undelivered.channel()).isEqualTo("pager");
              assertThat(undelivered.event()).contains(new Message.Event(alert, 1));
              assertThat(undelivered.failure().state()).isEqualTo("dead");
            });
  }

  @Test
  void a_page_that_nobody_took_while_it_was_worth_sending_expires_with_its_last_error() {
    given.sender("hk-1");
    pager.fails();
    String page = given.tell(alert, 1, List.of("pager"));
    given.awaitDelivery("pager", page, "queued 1 status 500");

    given.passes(Message.WORTH_FOR);

    given.awaitDelivery("pager", page, "expired 1 status 500");
    assertThat(given.database().transaction(Outbox::undelivered)).hasSize(1);
  }

  @Test
  void a_later_page_of_an_alert_waits_for_the_earlier_one_and_nothing_else_does() {
    given.sender("hk-1");
    given.sender("hk-2");
    CountDownLatch latch = pager.hangsAt("alert-%d-1".formatted(alert));
    String first = given.tell(alert, 1, List.of("pager", "mail"));
    String second = given.tell(alert, 2, List.of("pager", "mail"));
    String other = given.tell(given.alert("hk-2"), 1, List.of("pager"));

    given.awaitDelivery("mail", second, "accepted 1");
    given.awaitDelivery("pager", other, "accepted 1");
    assertThat(given.delivery("pager", first)).isEqualTo("sending 1");
    assertThat(given.delivery("pager", second)).isEqualTo("queued 0");
    latch.countDown();

    given.awaitDelivery("pager", second, "accepted 1");
    assertThat(pager.taken()).containsExactly(other, first, second);
    assertThat(mail.taken()).containsExactly(first, second);
  }

  @Test
  void a_channel_that_breaks_its_promise_and_throws_has_failed() {
    given.sender("hk-1");
    pager.answers(
        page -> {
          throw new IllegalStateException("https://hooks.example/secret");
        });

    String page = given.tell(alert, 1, List.of("pager"));

    given.awaitDelivery("pager", page, "queued 1 the channel failed: IllegalStateException");
  }

  @Test
  void a_provider_that_fails_often_in_a_row_is_left_alone_and_then_asked_with_one_page() {
    given.sender(
        "hk-1",
        channel -> Rate.USUAL,
        new Sender.Pace(Duration.ofMillis(20), Duration.ofSeconds(2)));
    pager.fails();
    String page = given.tell(alert, 1, List.of("pager"));
    for (int attempt = 1; attempt <= Lane.FAILURES; attempt++) {
      given.awaitDelivery("pager", page, "queued %d status 500".formatted(attempt));
      given.passes(Backoff.LONGEST);
    }

    given.test("probe", "mail");
    given.awaitDelivery("mail", "probe", "accepted 1");
    assertThat(pager.asked()).hasSize(Lane.FAILURES);
    pager.isWell();

    given.awaitDelivery("pager", page, "accepted 6");
  }

  @Test
  void no_more_pages_leave_than_the_rate_allows() {
    given.sender("hk-1", channel -> new Rate(2, Duration.ofHours(1)), World.OFTEN);

    for (int i = 0; i < 4; i++) {
      given.tell(given.alert("node " + i), 1, List.of("pager"));
    }
    World.patiently().until(() -> pager.taken().size() == 2);
    String other = given.tell(alert, 1, List.of("mail"));
    given.awaitDelivery("mail", other, "accepted 1");

    assertThat(pager.asked()).hasSize(2);
  }

  @Test
  void a_test_that_was_taken_proves_the_channel() {
    given.sender("hk-1");

    given.test("test-1", "pager");

    given.awaitDelivery("pager", "test-1", "accepted 1");
    assertThat(given.channel("pager").state(given.now()))
        .isEqualTo(new ChannelState.Proven(Duration.ZERO));
    assertThat(given.channel("mail").state(given.now()))
        .isEqualTo(new ChannelState.Unproven(Optional.empty()));
  }

  @Test
  void a_page_that_was_taken_proves_nothing() {
    given.sender("hk-1");

    String page = given.tell(alert, 1, List.of("pager"));

    given.awaitDelivery("pager", page, "accepted 1");
    assertThat(given.channel("pager").state(given.now()))
        .isEqualTo(new ChannelState.Unproven(Optional.empty()));
  }

  @Test
  void a_test_that_the_provider_took_and_does_not_have_proves_the_contrary() {
    given.sender("hk-1");
    pager.shows(new Failed("no such message", Optional.empty()));

    given.test("test-1", "pager");

    given.awaitDelivery("pager", "test-1", "queued 1 taken, but not to be found: no such message");
    assertThat(given.channel("pager").state(given.now())).isInstanceOf(ChannelState.Failing.class);
  }

  @Test
  void a_test_that_the_provider_shows_is_confirmed() {
    given.sender("hk-1");
    pager.shows(Accepted.PLAINLY);

    given.test("test-1", "pager");

    given.awaitDelivery("pager", "test-1", "confirmed 1");
    assertThat(given.channel("pager").state(given.now()).isGood()).isTrue();
  }

  @Test
  void a_channel_that_takes_a_page_again_is_no_longer_failing() {
    given.sender("hk-1");
    pager.fails();
    String page = given.tell(alert, 1, List.of("pager"));
    given.awaitDelivery("pager", page, "queued 1 status 500");
    given.passes(Duration.ofSeconds(11));
    assertThat(given.channel("pager").state(given.now()))
        .isEqualTo(new ChannelState.Failing(Duration.ofSeconds(11), "status 500"));

    pager.isWell();
    given.awaitDelivery("pager", page, "accepted 2");

    assertThat(given.channel("pager").failing()).isEmpty();
  }

  @Test
  void a_page_that_this_version_cannot_read_is_dead_and_holds_nothing_up() {
    String page = given.tell(alert, 1, List.of("pager"));
    given
        .database()
        .run(handle -> handle.execute("UPDATE delivery SET page = '{\"kind\": \"SUNG\"}'"));

    given.sender("hk-1");
    String next = given.tell(alert, 2, List.of("pager"));

    given.awaitDelivery("pager", next, "accepted 1");
    assertThat(given.delivery("pager", page))
        .startsWith("dead 1 this version cannot read the page");
  }
}
