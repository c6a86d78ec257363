package dev.quartermaster.quota.proof;

import dev.quartermaster.db.proof.Counterexamples;
import dev.quartermaster.quota.account.AccountRows;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.period.Span;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Holds what each account is shown to a second opinion: the period to the program's own arithmetic,
 * where it has the same as the database's, and the use to the sum of all that the ledger has since
 * then (that is the sum of the records: I1).
 */
public final class ShownProof {

  /** Accounts at a time. */
  private static final int PAGE = 5_000;

  private final Handle handle;
  private long accounts;
  private Counterexamples used = Counterexamples.NONE;
  private Counterexamples nextReset = Counterexamples.NONE;

  private ShownProof(Handle handle) {
    this.handle = handle;
  }

  /**
   * What was found.
   *
   * @param accounts that were looked at
   * @param used I3: shown with another use than there is
   * @param nextReset I4: shown or stored with a next reset in the past, or another than shown
   */
  public record Found(long accounts, Counterexamples used, Counterexamples nextReset) {}

  /**
   * What the ledger has of an account since its period began.
   *
   * @param storedEnd of the running period's row, and of its row in the tarpit
   */
  private record Ledger(
      long charged, long metered, Optional<Instant> storedEnd, Optional<Instant> until) {}

  /** Of all accounts, a page after the other, each as it is at the moment when it is read. */
  public static Found of(Handle handle) {
    ShownProof proof = new ShownProof(handle);
    String after = "";
    List<AccountView> page = Accounts.list(handle, after, PAGE);
    while (!page.isEmpty()) {
      proof.judge(page);
      after = page.get(page.size() - 1).username().key();
      page = Accounts.list(handle, after, PAGE);
    }
    return new Found(proof.accounts, proof.used, proof.nextReset);
  }

  private void judge(List<AccountView> page) {
    accounts += page.size();
    Map<String, AccountRow> rules =
        AccountRows.byKey(handle, page.stream().map(view -> view.username().key()).toList());
    Map<Long, Ledger> ledger = ledger(page);
    used =
        used.and(
            Counterexamples.of(
                page.stream()
                    .flatMap(
                        view ->
                            Stream.concat(
                                period(view, rules.get(view.username().key())).stream(),
                                use(view, Objects.requireNonNull(ledger.get(view.id())))
                                    .stream()))));
    nextReset =
        nextReset.and(
            Counterexamples.of(
                page.stream()
                    .flatMap(
                        view ->
                            next(view, Objects.requireNonNull(ledger.get(view.id()))).stream())));
  }

  private static Optional<String> period(AccountView view, @Nullable AccountRow rule) {
    if (rule == null || !rule.tellsPeriodAt(view.asOf())) {
      return Optional.empty();
    }
    Span wanted = rule.recent().at(view.asOf());
    return wanted.start().equals(view.periodStart()) && wanted.end().equals(view.nextReset())
        ? Optional.empty()
        : Optional.of(
            "%s: shown the period %s to %s, by its rule it is %s to %s"
                .formatted(
                    view.username(),
                    view.periodStart(),
                    view.nextReset(),
                    wanted.start(),
                    wanted.end()));
  }

  private static Optional<String> use(AccountView view, Ledger ledger) {
    AccountView.Usage shown = view.usage();
    return shown.used().micros() == ledger.charged() && shown.metered().micros() == ledger.metered()
        ? Optional.empty()
        : Optional.of(
            "%s: shown %d + %d us used since %s, the ledger has %d + %d"
                .formatted(
                    view.username(),
                    shown.used().micros(),
                    shown.metered().micros(),
                    view.periodStart(),
                    ledger.charged(),
                    ledger.metered()));
  }

  private static Optional<String> next(AccountView view, Ledger ledger) {
    if (!view.nextReset().isAfter(view.asOf())) {
      return Optional.of(
          "%s: shown %s as next reset at %s"
              .formatted(view.username(), view.nextReset(), view.asOf()));
    }
    return Stream.of(ledger.storedEnd(), ledger.until())
        .flatMap(Optional::stream)
        .filter(stored -> !stored.equals(view.nextReset()))
        .findFirst()
        .map(
            stored ->
                "%s: %s is stored as the end of its period, %s is shown"
                    .formatted(view.username(), stored, view.nextReset()));
  }

  /** Walks the primary keys of the ledger and of the tarpit, from each account's period on. */
  private Map<Long, Ledger> ledger(List<AccountView> page) {
    return handle
        .createQuery(
            """
            SELECT v.id, coalesce(u.charged_us, 0) AS charged_us, coalesce(u.metered_us, 0) AS metered_us,
                   u.stored_end, t.until
              FROM unnest(:ids, :starts, :nows) AS v (id, start, now)
              LEFT JOIN LATERAL (
                   SELECT sum(charged_us)::bigint AS charged_us, sum(metered_us)::bigint AS metered_us,
                          max(period_end) FILTER (WHERE period_start = v.start) AS stored_end
                     FROM usage_period
                    WHERE account_id = v.id AND period_end > v.start AND period_start <= v.now) AS u ON true
              LEFT JOIN tarpit t ON t.account_id = v.id AND t.period_start = v.start
            """)
        .bindArray("ids", Long.class, page.stream().map(AccountView::id).toArray())
        .bindArray(
            "starts", OffsetDateTime.class, times(page.stream().map(AccountView::periodStart)))
        .bindArray("nows", OffsetDateTime.class, times(page.stream().map(AccountView::asOf)))
        .map(
            (row, context) ->
                Map.entry(
                    row.getLong("id"),
                    new Ledger(
                        row.getLong("charged_us"),
                        row.getLong("metered_us"),
                        instant(row.getObject("stored_end", OffsetDateTime.class)),
                        instant(row.getObject("until", OffsetDateTime.class)))))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Object[] times(Stream<Instant> times) {
    return times.map(at -> at.atOffset(ZoneOffset.UTC)).toArray();
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime at) {
    return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
  }
}
