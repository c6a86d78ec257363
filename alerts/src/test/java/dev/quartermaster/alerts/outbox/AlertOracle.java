package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Maintenance;
import dev.quartermaster.alerts.channel.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold of alerts and of what people hear of them (I7), apart from how it is brought
 * about.
 */
final class AlertOracle {

  /** Somebody must hear that an alert fires, by a page of this number or a later one. */
  private record Owed(long alert, long since) {}

  private final Set<Owed> owed = new LinkedHashSet<>();
  private final Map<String, Instant> silenced = new HashMap<>();
  private final String seed;

  AlertOracle(String seed) {
    this.seed = seed;
  }

  /** Whether nobody had to hear of anything yet. */
  boolean owesNothing() {
    return owed.isEmpty();
  }

  /** Nobody wants to hear of this subject until then. */
  void isSilenced(String subject, Instant until) {
    silenced.merge(subject, until, (a, b) -> a.isAfter(b) ? a : b);
  }

  /** What it found led from the alerts that were open before to those that are now. */
  void looked(Findings findings, List<Alert> before, World given) {
    List<Alert> now = given.open();
    Instant at = given.now();
    Map<Long, Marks> marks = Marks.open(given);
    assertThat(now.stream().map(Alert::cause)).as(seed).doesNotHaveDuplicates();
    findings.conditions().forEach(condition -> isOnRecord(condition, now, at));
    before.stream()
        .filter(alert -> now.stream().noneMatch(open -> open.id() == alert.id()))
        .forEach(alert -> mayBeOver(alert, findings));
    Map<Long, Long> seqBefore = new HashMap<>();
    before.forEach(alert -> seqBefore.put(alert.id(), alert.seq()));
    now.stream()
        .filter(alert -> alert.state() == State.FIRING)
        .forEach(
            alert -> {
              Marks its = Objects.requireNonNull(marks.get(alert.id()));
              long told = Math.max(seqBefore.getOrDefault(alert.id(), 0L), its.opened());
              if (isNotWanted(alert, at)) {
                isKeptQuiet(alert, its, told);
              } else if (followsFromNone(alert, now)) {
                isTold(alert, its);
              }
            });
  }

  private void isOnRecord(Condition condition, List<Alert> open, Instant now) {
    Alert alert =
        open.stream().filter(one -> one.cause().equals(condition.cause())).findAny().orElseThrow();
    if (!now.isBefore(condition.since().plus(condition.holdFor()))) {
      assertThat(alert.state()).as("%s: %s", seed, condition).isNotEqualTo(State.PENDING);
    }
  }

  private void mayBeOver(Alert alert, Findings findings) {
    assertThat(findings.seen()).as("%s: over: %s", seed, alert).contains(alert.cause().name());
    assertThat(findings.conditions())
        .as("%s: over: %s", seed, alert)
        .noneMatch(condition -> condition.cause().equals(alert.cause()));
  }

  private void isKeptQuiet(Alert alert, Marks its, long before) {
    assertThat(its.told()).as("%s: told: %s", seed, alert).isLessThanOrEqualTo(before);
    assertThat(its.keptQuiet()).as("%s: kept quiet: %s", seed, alert).isGreaterThan(its.opened());
  }

  private static boolean followsFromNone(Alert alert, List<Alert> open) {
    return open.stream()
        .noneMatch(other -> other.id() != alert.id() && Troubles.isRoot(other.cause()));
  }

  private void isTold(Alert alert, Marks its) {
    assertThat(its.told()).as("%s: not told: %s", seed, alert).isGreaterThan(its.opened());
    owed.add(new Owed(alert.id(), its.opened()));
  }

  private boolean isNotWanted(Alert alert, Instant now) {
    Instant until = silenced.getOrDefault(alert.cause().subject(), Instant.MIN);
    return now.isBefore(until) || alert.condition().text().labels().containsKey(Maintenance.LABEL);
  }

  /** When nothing is wrong any more, and all that could be sent was. */
  void settled(Collection<Provider> providers, World given) {
    assertThat(given.open()).as(seed).isEmpty();
    List<Outbox.Undelivered> undelivered = given.database().transaction(Outbox::undelivered);
    Set<Long> visible = new HashSet<>();
    undelivered.forEach(one -> one.event().ifPresent(event -> visible.add(event.alertId())));
    for (Owed one : owed) {
      boolean isHeard = providers.stream().anyMatch(provider -> hasHeard(provider, one));
      assertThat(isHeard || visible.contains(one.alert())).as("%s: %s", seed, one).isTrue();
    }
    for (Provider provider : providers) {
      List<Long> misses =
          undelivered.stream()
              .filter(one -> one.channel().equals(provider.name()))
              .flatMap(one -> one.event().stream())
              .map(Message.Event::alertId)
              .toList();
      heardInOrder(provider, given);
      for (long alert : openAt(provider, given)) {
        assertThat(misses)
            .as(
                "%s: no end of %d on %s, of %s",
                seed, alert, provider.name(), deliveries(alert, given))
            .contains(alert);
      }
    }
    assertThat(Marks.untold(given)).as(seed).isEmpty();
    assertThat(owed).as("%s: too little happened", seed).isNotEmpty();
  }

  /** What became of each page, a line each. */
  private static String deliveries(long alert, World given) {
    return given.database().transaction(handle -> Outbox.of(handle, alert)).stream()
        .map(Delivered::toString)
        .collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static boolean hasHeard(Provider provider, Owed one) {
    return provider.pages().stream()
        .anyMatch(
            page ->
                page.kind() == Page.Kind.FIRING
                    && alert(page) == one.alert()
                    && seq(page) >= one.since());
  }

  /**
   * By when it took each; but for those whose sender had not heard of that when its lease was over.
   * What another sender, or none, made of such a page is on record, and later ones follow it.
   */
  private void heardInOrder(Provider provider, World given) {
    Map<Long, List<Long>> seqs = new HashMap<>();
    onlyFirst(provider.pages())
        .filter(page -> !provider.late().contains(page.id()) && !wasGivenUp(page, provider, given))
        .forEach(page -> seqs.computeIfAbsent(alert(page), id -> new ArrayList<>()).add(seq(page)));
    seqs.forEach(
        (alert, heard) ->
            assertThat(heard)
                .as(
                    "%s: alert %d on %s, of %s",
                    seed, alert, provider.name(), deliveries(alert, given))
                .isSorted());
  }

  /** Nobody said that it was taken while it was worth sending. */
  private static boolean wasGivenUp(Page page, Provider provider, World given) {
    return given.delivery(provider.name(), page.id()).startsWith("expired");
  }

  /**
   * The alerts that a provider has as firing in the end. It never hears of an end without having
   * heard of the beginning.
   */
  private Set<Long> openAt(Provider provider, World given) {
    Set<Long> heard = new HashSet<>();
    Set<Long> open = new HashSet<>();
    Set<String> taken = new HashSet<>(provider.taken());
    onlyFirst(provider.heard())
        .forEach(
            page -> {
              if (page.kind() == Page.Kind.FIRING) {
                heard.add(alert(page));
              } else if (!wasPerhapsSent(alert(page), provider, given)) {
                assertThat(heard)
                    .as("%s: %s on %s", seed, page.id(), provider.name())
                    .contains(alert(page));
              }
              // What it refuses has not begun for it, or not ended.
              if (taken.contains(page.id()) && page.kind() == Page.Kind.FIRING) {
                open.add(alert(page));
              } else if (taken.contains(page.id()) && page.kind() == Page.Kind.RESOLVED) {
                open.remove(alert(page));
                heard.remove(alert(page));
              }
            });
    return open;
  }

  /** Whoever died with it in hand did not say whether it was. */
  private static boolean wasPerhapsSent(long alert, Provider provider, World given) {
    return given.database().transaction(handle -> Outbox.of(handle, alert)).stream()
        .anyMatch(
            delivered ->
                delivered.channel().equals(provider.name())
                    && delivered.kind().equals("firing")
                    && delivered.attempts() > 1);
  }

  /** A page that is sent again is the same one. */
  private static Stream<Page> onlyFirst(List<Page> pages) {
    Set<String> ids = new HashSet<>();
    return pages.stream().filter(page -> ids.add(page.id()));
  }

  private static long alert(Page page) {
    return Long.parseLong(page.alert().id());
  }

  private static long seq(Page page) {
    return Long.parseLong(page.id().substring(page.id().lastIndexOf('-') + 1));
  }
}
