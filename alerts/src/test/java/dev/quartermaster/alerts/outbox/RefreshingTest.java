package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.channel.Page;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefreshingTest {

  /** A provider's way that has to be told again and again. */
  private record Forgetful(Provider provider) implements Channel {
    @Override
    public String name() {
      return provider.name();
    }

    @Override
    public Outcome send(Page page) {
      return provider.send(page);
    }

    @Override
    public boolean forgets() {
      return true;
    }
  }

  private World given;
  private Provider provider;
  private Forgetful alertmanager;
  private long alert;

  @BeforeEach
  void an_alert_that_was_told() {
    given = World.of(RefreshingTest.class);
    provider = given.provider("alertmanager");
    alertmanager = new Forgetful(provider);
    given.sender("hk-1");
    alert = given.alert("hk-1");
    told(1);
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void what_was_told_is_told_again_after_a_minute_and_again_after_the_next() {
    assertThat(refresh()).isZero();
    given.passes(Refreshing.EVERY);
    assertThat(refresh()).isZero();

    given.passes(Duration.ofSeconds(1));
    assertThat(refresh()).isEqualTo(1);
    assertThat(refresh()).isZero();
    given.passes(Refreshing.EVERY.plusSeconds(1));
    assertThat(refresh()).isEqualTo(1);

    assertThat(provider.asked()).containsExactly(id(1), id(1), id(1));
  }

  @Test
  void only_the_newest_page_is_repeated() {
    told(2);

    given.passes(Refreshing.EVERY.plusSeconds(1));
    refresh();

    assertThat(provider.asked()).containsExactly(id(1), id(2), id(2));
  }

  @Test
  void nothing_is_repeated_while_something_newer_is_on_its_way() {
    provider.fails();
    String newer = given.tell(alert, 2, List.of("alertmanager"));
    given.awaitDelivery("alertmanager", newer, "queued 1 status 500");
    provider.isWell();

    assertThat(refreshAs(alert)).isZero();
  }

  @Test
  void an_end_is_repeated_for_five_minutes() {
    ends();
    int repeated = 0;
    for (int minute = 0; minute < 10; minute++) {
      given.passes(Refreshing.EVERY.plusSeconds(1));
      repeated += refresh();
    }

    assertThat(repeated).isEqualTo(4);
  }

  @Test
  void one_of_two_who_call_it_at_once_has_it() {
    given.passes(Refreshing.EVERY.plusSeconds(1));

    CompletableFuture<Integer> one = CompletableFuture.supplyAsync(this::refresh);
    int other = refresh();

    assertThat(one.join() + other).isEqualTo(1);
    assertThat(provider.asked()).hasSize(2);
  }

  @Test
  void who_does_not_forget_is_left_alone() {
    given.passes(Refreshing.EVERY.plusSeconds(1));

    assertThat(Refreshing.refresh(given.database(), List.of(provider))).isZero();
  }

  private int refreshAs(long of) {
    given
        .database()
        .run(
            handle ->
                handle.execute(
                    "UPDATE delivery SET settled_at = settled_at - interval '2 minutes' WHERE alert_id = ?",
                    of));
    return refresh();
  }

  private void ends() {
    given
        .database()
        .run(
            handle ->
                handle.execute(
                    "UPDATE alert SET state = 'resolved', resolved_at = qm_now() WHERE id = ?",
                    alert));
  }

  private int refresh() {
    return Refreshing.refresh(given.database(), List.of(alertmanager));
  }

  private void told(long seq) {
    given.awaitDelivery(
        "alertmanager", given.tell(alert, seq, List.of("alertmanager")), "accepted 1");
  }

  private String id(long seq) {
    return "alert-%d-%d".formatted(alert, seq);
  }
}
