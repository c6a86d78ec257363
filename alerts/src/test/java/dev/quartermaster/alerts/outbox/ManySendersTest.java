package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class ManySendersTest {

  private static final int ALERTS = 8;
  private static final int PAGES = 6;

  @Test
  void senders_at_once_send_no_page_at_the_same_time_and_keep_the_order() {
    try (World given = World.of(ManySendersTest.class)) {
      given.clockRuns();
      List<Provider> providers = List.of(given.provider("pager"), given.provider("mail"));
      for (Provider provider : providers) {
        provider.answers(
            page ->
                ThreadLocalRandom.current().nextInt(8) == 0
                    ? new Failed("status 500", Optional.empty())
                    : Accepted.PLAINLY);
      }
      given.sender("hk-1");
      given.sender("hk-2");
      given.sender("watchdog");

      List<List<String>> inOrder = new ArrayList<>();
      for (int i = 0; i < ALERTS; i++) {
        long alert = given.alert("node " + i);
        List<String> pages = new ArrayList<>();
        for (int seq = 1; seq <= PAGES; seq++) {
          pages.add(given.tell(alert, seq, List.of("pager", "mail")));
        }
        inOrder.add(pages);
      }

      for (Provider provider : providers) {
        World.patiently().until(() -> provider.taken().size() == ALERTS * PAGES);
        assertThat(provider.twiceAtOnce()).isZero();
        for (List<String> pages : inOrder) {
          assertThat(provider.taken()).containsSubsequence(pages);
        }
      }
    }
  }
}
