package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.db.notice.Notices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
            new Sender.Pace(
                Duration.ofMinutes(1), Duration.ofMinutes(1), Delivering.LONGEST_ANSWER));
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
