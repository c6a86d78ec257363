package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private World given;

  @BeforeEach
  void open() {
    given = World.of(OutboxTest.class);
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void a_page_that_is_put_in_twice_is_sent_once() {
    Provider pager = given.provider("pager");
    long alert = given.alert("hk-1");
    given.sender("hk-1");

    String page = given.tell(alert, 1, List.of("pager"));
    given.awaitDelivery("pager", page, "accepted 1");
    given.tell(alert, 1, List.of("pager"));
    given.tell(alert, 2, List.of("pager"));

    World.patiently().until(() -> pager.taken().size() == 2);
    assertThat(pager.asked()).hasSize(2);
  }

  @Test
  void nothing_is_sent_of_a_change_that_was_rolled_back() {
    Provider pager = given.provider("pager");
    given.sender("hk-1");

    given
        .database()
        .run(
            handle -> {
              Outbox.enqueue(
                  handle,
                  Message.test(
                      World.page("test-1", Page.Kind.TEST),
                      List.of("pager"),
                      Duration.ofMinutes(1)));
              handle.rollback();
            });
    given.test("test-2", "pager");

    given.awaitDelivery("pager", "test-2", "accepted 1");
    assertThat(pager.asked()).containsExactly("test-2");
  }

  @Test
  void what_was_settled_long_ago_is_forgotten_the_oldest_first_and_so_many_at_a_time() {
    Provider pager = given.provider("pager");
    given.sender("hk-1");
    for (int i = 1; i <= 3; i++) {
      given.awaitDelivery("pager", given.test("test-" + i, "pager"), "accepted 1");
      given.passes(Duration.ofDays(1));
    }
    pager.fails();
    given.awaitDelivery("pager", given.test("test-4", "pager"), "queued 1 status 500");

    assertThat(forget(2)).isEqualTo(2);

    assertThat(given.delivery("pager", "test-2")).isEqualTo("none");
    assertThat(given.delivery("pager", "test-3")).isEqualTo("accepted 1");
    assertThat(forget(2)).isEqualTo(1);
    assertThat(forget(2)).isZero();
  }

  @Test
  void what_was_told_without_the_outbox_is_on_record_as_taken_and_not_sent_again() {
    Provider pager = given.provider("pager");
    given.sender("hk-1");
    long alert = given.alert("hk-1");
    Page page = World.page("spooled-1", Page.Kind.FIRING);

    given
        .database()
        .run(
            handle ->
                Outbox.note(handle, new Message.Event(alert, 1), page, List.of("pager", "mail")));
    String next = given.tell(alert, 2, List.of("pager"));

    given.awaitDelivery("pager", next, "accepted 1");
    assertThat(given.delivery("mail", "spooled-1")).isEqualTo("accepted 1");
    assertThat(pager.asked()).containsExactly(next);
  }

  @Test
  void of_an_alert_that_is_open_nothing_is_forgotten_however_long_ago_it_was_told() {
    given.provider("pager");
    given.sender("hk-1");
    long alert = given.alert("hk-1");
    String page = given.tell(alert, 1, List.of("pager"));
    given.awaitDelivery("pager", page, "accepted 1");
    given.passes(Duration.ofDays(1));

    assertThat(forget(2)).isZero();

    given.database().run(handle -> handle.execute("UPDATE alert SET state = 'resolved'"));
    assertThat(forget(2)).isEqualTo(1);
  }

  private int forget(int limit) {
    return given
        .database()
        .transaction(handle -> Outbox.forget(handle, Duration.ofHours(1), limit));
  }
}
