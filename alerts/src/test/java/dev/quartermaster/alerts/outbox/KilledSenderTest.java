package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders that die or freeze with a page in hand: another sends the same page. */
class KilledSenderTest {

  @TempDir Path directory;

  private World given;
  private Provider pager;
  private long alert;

  @BeforeEach
  void a_channel_and_an_alert() {
    given = World.of(KilledSenderTest.class);
    pager = given.provider("pager");
    alert = given.alert("hk-1");
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void a_page_whose_sender_died_before_it_sent_it_is_sent_by_another_when_the_lease_is_over() {
    String page = given.tell(alert, 1, List.of("pager"));
    String next = given.tell(alert, 2, List.of("pager"));
    List<Claim> inHand =
        given.database().transaction(handle -> DeliveryRows.claim(handle, "dead", "pager", 10));
    assertThat(inHand).hasSize(1);
    given.sender("hk-2");

    given.passes(DeliveryRows.LEASE.minusMillis(1));
    given.awaitDelivery("pager", given.test("probe", "pager"), "accepted 1");
    assertThat(given.delivery("pager", page)).isEqualTo("sending 1");
    given.passes(DeliveryRows.LEASE);

    given.awaitDelivery("pager", next, "accepted 1");
    assertThat(given.delivery("pager", page)).isEqualTo("accepted 2");
    assertThat(pager.taken()).containsExactly("probe", page, next);
  }

  @Test
  void what_a_sender_that_was_frozen_hears_at_last_changes_nothing() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    CountDownLatch heard = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    pager.answers(
        page -> {
          if (attempts.incrementAndGet() > 1) {
            return Accepted.PLAINLY;
          }
          await(latch);
          heard.countDown();
          return new Failed("status 500", Optional.empty());
        });
    Sender frozen = given.sender("hk-1");
    String page = given.tell(alert, 1, List.of("pager"));
    given.awaitDelivery("pager", page, "sending 1");
    given.sender("hk-2");

    given.passes(DeliveryRows.LEASE);
    given.awaitDelivery("pager", page, "accepted 2");
    latch.countDown();
    heard.await();
    frozen.close();

    assertThat(given.delivery("pager", page)).isEqualTo("accepted 2");
    assertThat(given.channel("pager").failing()).isEmpty();
    assertThat(pager.asked()).containsExactly(page, page);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_page_whose_sender_is_killed_while_it_is_sent_is_sent_again() throws Exception {
    String page = given.tell(alert, 1, List.of("pager"));
    try (SenderProcess killed = SenderProcess.start(given.database().settings(), directory)) {
      assertThat(killed.asked()).isEqualTo(page);
      killed.kill();
    }

    assertThat(given.delivery("pager", page)).isEqualTo("sending 1");
    given.sender("hk-2");
    given.passes(DeliveryRows.LEASE);

    given.awaitDelivery("pager", page, "accepted 2");
    assertThat(pager.taken()).containsExactly(page);
  }

  @Test
  void a_page_whose_sender_is_killed_while_it_puts_the_answer_on_record_is_sent_again()
      throws Exception {
    String page = given.tell(alert, 1, List.of("pager"));
    try (SenderProcess killed = SenderProcess.start(given.database().settings(), directory)) {
      killed.asked();
      given
          .database()
          .run(
              handle -> {
                handle.execute("LOCK TABLE channel IN EXCLUSIVE MODE");
                takeAndAwaitRecording(killed);
                killed.kill();
              });
    }

    given.sender("hk-2");
    given.passes(DeliveryRows.LEASE);

    given.awaitDelivery("pager", page, "accepted 2");
    assertThat(pager.taken()).containsExactly(page);
    assertThat(given.channel("pager").last().accepted()).contains(given.now());
  }

  private void takeAndAwaitRecording(SenderProcess process) {
    try {
      process.take();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    World.patiently().until(this::somebodyWaitsForTheChannel);
  }

  private boolean somebodyWaitsForTheChannel() {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'channel'::regclass)")
                    .mapTo(Boolean.class)
                    .one());
  }
}
