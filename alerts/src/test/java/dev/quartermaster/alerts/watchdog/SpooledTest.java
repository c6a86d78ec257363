package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is told of the database's loss, when and how often: nobody can acknowledge it. */
class SpooledTest {

  private static final Instant START = Instant.parse("2024-05-03T03:00:00Z");
  private static final Route ROUTE =
      new Route(Map.of(), List.of("pager", "mail"), Duration.ofHours(1), Duration.ofMinutes(10));
  private static final List<String> CHANNELS = List.of("chat", "pager", "mail");
  private static final Spooled NEW =
      Spooled.of(new Cause("DatabaseUnreachable", "database"), START, "refused", "hk-1");

  @Test
  void first_its_route_in_order_and_then_any_other() {
    assertThat(told(NEW, Duration.ZERO)).containsExactly("pager", "mail", "chat");
  }

  @Test
  void the_next_of_its_route_after_a_while_and_all_again_later() {
    Spooled once = NEW.toldBy("pager", START);

    assertThat(told(once, Duration.ofSeconds(599))).isEmpty();
    assertThat(told(once, Duration.ofMinutes(10))).containsExactly("mail");

    Spooled twice = once.toldBy("mail", START.plus(Duration.ofMinutes(10)));
    assertThat(told(twice, Duration.ofMinutes(69))).isEmpty();
    assertThat(told(twice, Duration.ofMinutes(70))).containsExactly("pager", "mail", "chat");
    assertThat(twice.toldBy("pager", START).toldBy()).containsExactly("pager", "mail");
  }

  private static List<String> told(Spooled page, Duration later) {
    return page.toBeTold(ROUTE, CHANNELS, START.plus(later));
  }
}
