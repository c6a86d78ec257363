package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.outbox.ChannelRecord;
import dev.quartermaster.alerts.outbox.ChannelRecords;
import dev.quartermaster.alerts.outbox.ChannelState;
import dev.quartermaster.alerts.outbox.ChannelState.Broken;
import dev.quartermaster.alerts.outbox.ChannelState.Unproven;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.alerts.outbox.Outbox.Undelivered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Whether pages reach people: a channel that does not work is told over the others. */
public final class ChannelSource implements Source {

  private static final String BROKEN = "ChannelBroken";
  private static final String UNPROVEN = "ChannelUnproven";
  private static final String UNDELIVERED = "PageUndelivered";
  private static final String RUNBOOK = "ops/runbooks/alert-path.md";

  /** What nobody got a day ago is history. */
  private static final Duration RECENT = Duration.ofDays(1);

  private final Supplier<Set<String>> configured;

  /** Of those channels that are configured now. */
  public ChannelSource(Supplier<Set<String>> configured) {
    this.configured = configured;
  }

  @Override
  public Set<String> names() {
    return Set.of(BROKEN, UNPROVEN, UNDELIVERED);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    Set<String> names = configured.get();
    List<Condition> wrong = new ArrayList<>();
    ChannelRecords.all(handle).stream()
        .filter(channel -> names.contains(channel.name()))
        .forEach(channel -> judge(channel, now).ifPresent(wrong::add));
    undelivered(Outbox.undelivered(handle), now).ifPresent(wrong::add);
    return wrong;
  }

  /** Pure. */
  static Optional<Condition> judge(ChannelRecord channel, Instant now) {
    ChannelState state = channel.state(now);
    if (state instanceof Broken broken) {
      return Optional.of(
          condition(
              new Cause(BROKEN, channel.name()),
              now.minus(broken.forNow()),
              "pages over %s have not gone through for %d min: %s"
                  .formatted(channel.name(), broken.forNow().toMinutes(), broken.error()),
              Map.of("channel", channel.name(), "error", broken.error())));
    }
    // One that was just configured is about to be proved.
    if (state instanceof Unproven && isOld(channel, now)) {
      String proved = channel.last().proved().map(Instant::toString).orElse("never");
      return Optional.of(
          condition(
              new Cause(UNPROVEN, channel.name()),
              channel.last().proved().orElse(channel.configuredAt()),
              "no test page has gone through %s for more than %d h: nobody knows whether it works"
                  .formatted(channel.name(), ChannelRecord.PROOF_HOLDS.toHours()),
              Map.of("channel", channel.name(), "last proved", proved)));
    }
    return Optional.empty();
  }

  private static boolean isOld(ChannelRecord channel, Instant now) {
    return channel.configuredAt().plus(ChannelRecord.PROOF_HOLDS).isBefore(now);
  }

  private static Optional<Condition> undelivered(List<Undelivered> all, Instant now) {
    List<Undelivered> recent =
        all.stream().filter(one -> one.failure().at().isAfter(now.minus(RECENT))).toList();
    if (recent.isEmpty()) {
      return Optional.empty();
    }
    Undelivered newest = recent.get(0);
    Map<String, String> details = new LinkedHashMap<>();
    details.put("pages", Integer.toString(recent.size()));
    details.put("newest over", newest.channel());
    details.put("error", newest.failure().error());
    return Optional.of(
        condition(
            new Cause(UNDELIVERED, "outbox"),
            recent.get(recent.size() - 1).failure().at(),
            "%,d %s reached nobody, on no channel"
                .formatted(recent.size(), recent.size() == 1 ? "page" : "pages"),
            details));
  }

  private static Condition condition(
      Cause cause, Instant since, String summary, Map<String, String> details) {
    return new Condition(
        cause,
        Severity.CRITICAL,
        since,
        Duration.ZERO,
        new Condition.Text(summary, details, Map.of(), Optional.of(RUNBOOK)));
  }
}
