package dev.quartermaster.ops.paging;

import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.config.Channel;
import dev.quartermaster.ops.config.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who would be told of what, by a configuration alone. */
public final class Rehearsal {

  /** Alerts that are not of one schedule or monitor, and may be critical. */
  private static final List<String> OTHERS =
      List.of(
          "NodeDown",
          "NothingFires",
          "SchedulesNotFiring",
          "QuartzStandby",
          "PoolStarved",
          "ClocksApart",
          "DatabaseUnreachable",
          "DatabaseReadOnly",
          "DatabaseConnections",
          "TransactionIdAge",
          "DiskFull",
          "ChannelBroken",
          "ChannelUnproven",
          "PageUndelivered");

  /**
   * Of one thing.
   *
   * @param kind schedule, monitor or alert
   * @param critical the channels that are told of it when it is critical, in their order
   * @param warning the same when it is a warning
   * @param reachesNobody nobody but a log is told when it is critical
   */
  public record Told(
      String kind,
      String name,
      List<String> critical,
      List<String> warning,
      boolean reachesNobody) {}

  private final Configuration configuration;
  private final Policy policy;

  private Rehearsal(Configuration configuration) {
    this.configuration = configuration;
    this.policy = Paging.policy(configuration);
  }

  /** Of all that is configured. */
  public static List<Told> of(Configuration configuration) {
    return new Rehearsal(configuration).all();
  }

  private List<Told> all() {
    List<Told> all = new ArrayList<>();
    configuration.schedules().values().stream()
        .filter(Schedule::enabled)
        .forEach(
            its ->
                all.add(
                    told(
                        "schedule",
                        its.name(),
                        Map.of(
                            "alertname", "ScheduleNotFiring",
                            "schedule", its.name(),
                            "owner", its.about().owner()))));
    configuration
        .monitors()
        .values()
        .forEach(
            its ->
                all.add(
                    told(
                        "monitor",
                        its.name(),
                        Map.of(
                            "alertname", "MonitorNotSeen",
                            "monitor", its.name(),
                            "owner", its.about().owner()))));
    OTHERS.forEach(name -> all.add(told("alert", name, Map.of("alertname", name))));
    return List.copyOf(all);
  }

  private Told told(String kind, String name, Map<String, String> labels) {
    List<String> critical = channels(labels, Severity.CRITICAL);
    return new Told(
        kind,
        name,
        critical,
        channels(labels, Severity.WARNING),
        critical.stream().allMatch(this::isLog));
  }

  private List<String> channels(Map<String, String> labels, Severity severity) {
    Map<String, String> all = new HashMap<>(labels);
    all.put("severity", severity.word());
    all.put("region", configuration.region());
    return policy.route(all).channels();
  }

  private boolean isLog(String channel) {
    Channel configured = configuration.channels().get(channel);
    return configured == null || configured instanceof Channel.Log;
  }
}
