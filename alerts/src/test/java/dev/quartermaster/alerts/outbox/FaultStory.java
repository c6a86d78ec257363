package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.ChannelFault;
import dev.quartermaster.alerts.channel.Destination;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.route.Route;
import dev.quartermaster.alerts.timetable.CronTimetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Channels that all have the same fault, alerts that are told to each of them first, and others who
 * are told in their stead. The database's clock goes by steps; the network's timeouts are real.
 */
final class FaultStory implements AutoCloseable {

  static final Duration ESCALATE = Duration.ofMinutes(10);
  static final Duration REPEAT = Duration.ofHours(1);

  private static final String NAME = "MonitorFailed";
  private static final String OTHERS = "people";
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final int MOST_STEPS = 400;

  private final World given;
  private final ChannelFault fault;
  private final Provider others;
  private final Map<String, Destination> destinations = new LinkedHashMap<>();
  private final List<Condition> wrong = new ArrayList<>();
  private final Policy policy;

  private FaultStory(World given, List<Destination> all, ChannelFault fault) {
    this.given = given;
    this.fault = fault;
    this.others = given.provider(OTHERS);
    all.stream()
        .filter(one -> one.faults().contains(fault))
        .forEach(one -> destinations.put(one.channel().name(), one));
    this.policy = new Policy("test", routes(), List.copyOf(names()));
    allAreWell();
    given.sender("hk-1");
    given.sender("hk-2");
  }

  static FaultStory of(Class<?> test, List<Destination> all, ChannelFault fault) {
    return new FaultStory(World.of(test), all, fault);
  }

  private List<Route> routes() {
    return destinations.keySet().stream()
        .map(name -> new Route(Map.of("owner", name), List.of(name, OTHERS), REPEAT, ESCALATE))
        .toList();
  }

  private Set<String> names() {
    Set<String> names = new HashSet<>(destinations.keySet());
    names.add(OTHERS);
    return names;
  }

  void each(BiConsumer<String, Destination> what) {
    destinations.forEach(what);
  }

  /** Who are told in the stead of any. */
  Provider others() {
    return others;
  }

  ChannelRecord channel(String name) {
    return given.channel(name);
  }

  String subject(String channel, String which) {
    return "%s-%s-%s".formatted(channel, fault, which);
  }

  void allSuffer() {
    each((channel, there) -> there.suffers(fault));
    each((channel, there) -> given.isConfigured(there.channel()));
  }

  void allAreWell() {
    each((channel, there) -> there.isWell());
    each((channel, there) -> given.isConfigured(there.channel()));
  }

  /** One of each of these for every channel. */
  void alertsFire(String... which) {
    Instant now = given.now();
    for (String one : which) {
      each((channel, there) -> wrong.add(condition(channel, subject(channel, one), now)));
    }
    passes(Duration.ZERO);
  }

  private static Condition condition(String channel, String subject, Instant now) {
    return new Condition(
        new Cause(NAME, subject),
        Severity.CRITICAL,
        now,
        Duration.ZERO,
        new Condition.Text(
            subject + " has failed",
            Map.of(),
            Map.of("owner", channel, "subject", subject),
            Optional.empty()));
  }

  /** From now on none of these is found. */
  void isOver(String which) {
    wrong.removeIf(one -> one.cause().subject().endsWith("-" + which));
    passes(Duration.ZERO);
    passes(Duration.ofSeconds(15));
  }

  void passes(Duration time) {
    given.passes(time);
    given.looks(new Findings(wrong, Set.of(NAME)), policy);
    World.patiently().until(() -> RandomOutboxTest.isQuiet(given, names()));
  }

  /** How long it takes, by the database's clock. */
  Duration untilOthersAreTold(String... which) {
    return until(
        () ->
            destinations.keySet().stream()
                .allMatch(
                    channel -> List.of(which).stream().allMatch(one -> othersKnow(channel, one))));
  }

  private boolean othersKnow(String channel, String which) {
    return Ledger.of(given, subject(channel, which)).stream()
        .anyMatch(page -> page.channel().equals(OTHERS) && page.state().equals("accepted"));
  }

  /** Until the newest page on each channel about these is of that kind, and was taken. */
  void untilTold(String which, String kind) {
    until(
        () ->
            destinations.keySet().stream()
                .map(channel -> newest(channel, which))
                .allMatch(page -> page.kind().equals(kind) && page.state().equals("accepted")));
  }

  private Duration until(BooleanSupplier reached) {
    Instant began = given.now();
    for (int step = 0; !reached.getAsBoolean(); step++) {
      if (step == MOST_STEPS) {
        throw new AssertionError("not reached: " + ledger());
      }
      passes(STEP);
    }
    return Duration.between(began, given.now());
  }

  /** What became of the newest page over a channel. */
  Delivered newest(String channel, String which) {
    return Ledger.of(given, subject(channel, which)).stream()
        .filter(page -> page.channel().equals(channel))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private List<List<Delivered>> ledger() {
    return wrong.stream().map(one -> Ledger.of(given, one.cause().subject())).toList();
  }

  /** Each is sent a test. */
  void proves() {
    SelfTest.prove(
        given.database(),
        destinations.values().stream().map(Destination::channel).toList(),
        new SelfTest.Settings("test", "hk-1", CronTimetable.quartz("0 0 9 * * ?", ZoneOffset.UTC)));
  }

  @Override
  public void close() {
    given.close();
  }
}
