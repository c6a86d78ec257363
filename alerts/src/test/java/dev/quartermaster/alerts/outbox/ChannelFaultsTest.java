package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.ChannelFault;
import dev.quartermaster.alerts.channel.Destination;
import dev.quartermaster.alerts.channel.Destinations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Every kind of channel with every fault that it can have, from what is found to what its provider
 * has: nothing is lost, others are told in its stead, and it is told once it is back.
 */
class ChannelFaultsTest {

  /** Half a minute, and a step or so of this test. */
  private static final Duration BOUND = Duration.ofSeconds(50);

  @TempDir private static Path directory;
  private static List<Destination> all;

  @BeforeAll
  static void start() {
    all = Destinations.all(directory);
  }

  @AfterAll
  static void stop() {
    all.forEach(Destination::close);
  }

  @ParameterizedTest
  @EnumSource(
      value = ChannelFault.class,
      mode = Mode.EXCLUDE,
      names = {"SLOW", "LYING"})
  void others_are_told_in_its_stead_and_it_is_told_once_it_is_back(ChannelFault fault) {
    try (FaultStory given = FaultStory.of(ChannelFaultsTest.class, all, fault)) {
      given.allSuffer();
      given.alertsFire("lasting", "brief");

      Duration until = given.untilOthersAreTold("lasting", "brief");
      assertThat(until).isLessThanOrEqualTo(BOUND);
      given.each(
          (channel, there) -> {
            Delivered page = given.newest(channel, "lasting");
            assertThat(page.state()).as(channel).isEqualTo("queued");
            assertThat(page.error()).as(channel).isPresent();
          });
      given.isOver("brief");
      given.allAreWell();
      given.untilTold("lasting", "firing");
      given.untilTold("brief", "resolved");
      given.each(
          (channel, there) -> {
            assertThat(there.open(given.subject(channel, "lasting"))).as(channel).isEqualTo(1);
            assertThat(there.open(given.subject(channel, "brief"))).as(channel).isZero();
          });

      given.isOver("lasting");
      given.untilTold("lasting", "resolved");
      given.each(
          (channel, there) -> {
            assertThat(there.open(given.subject(channel, "lasting"))).as(channel).isZero();
            assertThat(there.ever(given.subject(channel, "lasting"))).as(channel).isEqualTo(1);
            assertThat(there.ever(given.subject(channel, "brief"))).as(channel).isEqualTo(1);
          });
    }
  }

  @Test
  void one_that_is_slow_and_answers_in_time_is_told_and_nobody_in_its_stead() {
    try (FaultStory given = FaultStory.of(ChannelFaultsTest.class, all, ChannelFault.SLOW)) {
      given.allSuffer();
      given.alertsFire("lasting");

      given.untilTold("lasting", "firing");

      given.each(
          (channel, there) ->
              assertThat(there.open(given.subject(channel, "lasting"))).as(channel).isEqualTo(1));
      assertThat(given.others().taken()).isEmpty();
    }
  }

  @Test
  void behind_one_that_lies_others_are_told_when_nobody_answers_and_it_with_the_next_repeat() {
    try (FaultStory given = FaultStory.of(ChannelFaultsTest.class, all, ChannelFault.LYING)) {
      given.allSuffer();
      given.alertsFire("lasting");

      Duration until = given.untilOthersAreTold("lasting");

      assertThat(until)
          .isBetween(FaultStory.ESCALATE, FaultStory.ESCALATE.plus(Duration.ofMinutes(1)));
      given.each(
          (channel, there) -> {
            assertThat(given.newest(channel, "lasting").state()).as(channel).isEqualTo("accepted");
            assertThat(there.open(given.subject(channel, "lasting"))).as(channel).isZero();
          });
      given.allAreWell();
      given.passes(FaultStory.REPEAT);
      given.untilTold("lasting", "firing");
      given.each(
          (channel, there) ->
              assertThat(there.open(given.subject(channel, "lasting"))).as(channel).isEqualTo(1));
      given.isOver("lasting");
      given.untilTold("lasting", "resolved");
      given.each(
          (channel, there) ->
              assertThat(there.open(given.subject(channel, "lasting"))).as(channel).isZero());
    }
  }

  @Test
  void the_daily_test_finds_out_who_lies_where_the_provider_can_be_asked() {
    try (FaultStory given = FaultStory.of(ChannelFaultsTest.class, all, ChannelFault.LYING)) {
      given.allSuffer();

      given.proves();

      given.each(
          (channel, there) -> {
            boolean found = given.channel(channel).failing().isPresent();
            assertThat(found).as(channel).isEqualTo(channel.startsWith("alertmanager"));
          });
    }
  }
}
