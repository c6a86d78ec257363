package dev.quartermaster.quota.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.model.Model.Shown;
import dev.quartermaster.quota.model.ModelAccount.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Holds what the product shows and stores to what the model says. */
final class Comparison {

  /** Older periods get no charge and no other end any more. */
  private static final Duration SETTLED = Duration.ofDays(45);

  private final Play play;

  Comparison(Play play) {
    this.play = play;
  }

  /** Every account as it is shown, and the touched ones' ledger as it may have changed. */
  void afterStep() {
    String other = play.someone();
    play.touched.retainAll(play.model.names());
    play.touched.add(other);
    play.database()
        .run(
            handle -> {
              shown(Accounts.list(handle, "", 1_000), play.model.names());
              if (play.chance.once(5)) {
                shown(Accounts.find(handle, Username.of(other)).stream().toList(), List.of(other));
              }
              ledger(handle, play.touched, play.model.now().minus(SETTLED));
            });
    play.touched.clear();
  }

  /** Every period that ever was. */
  void wholeLedger() {
    play.database().run(handle -> ledger(handle, play.model.names(), Instant.EPOCH));
  }

  private void shown(List<AccountView> views, List<String> names) {
    Instant now = play.model.now();
    for (AccountView view : views) {
      assertThat(view.asOf()).as("the clock").isEqualTo(now);
      assertThat(view.nextReset()).as("next reset (I4)").isAfter(view.asOf());
    }
    assertThat(views.stream().map(Comparison::plain).toList())
        .as("as it is shown (I3)")
        .isEqualTo(names.stream().map(play.model::shown).toList());
    assertThat(views.stream().map(AccountView::inTarpit).toList())
        .as("in the tarpit")
        .isEqualTo(names.stream().map(name -> play.model.shown(name).inTarpit()).toList());
  }

  private static Shown plain(AccountView view) {
    return new Shown(
        view.username().toString(),
        view.plan(),
        view.usage().allowance().micros(),
        new Row(
            view.periodStart(),
            view.nextReset(),
            view.usage().used().micros(),
            view.usage().metered().micros()));
  }

  private void ledger(Handle handle, Collection<String> names, Instant from) {
    Map<String, List<Row>> rows =
        handle
            .createQuery(
                """
                SELECT a.username, u.period_start, u.period_end, u.charged_us, u.metered_us
                  FROM account a JOIN usage_period u ON u.account_id = a.id
                 WHERE a.id = ANY (:ids) AND u.period_start >= :from
                 ORDER BY u.account_id, u.period_start
                """)
            .bindArray("ids", Long.class, play.ids(List.copyOf(names)).toArray())
            .bind("from", from)
            .map(
                (row, context) ->
                    Map.entry(
                        row.getString(1),
                        new Row(
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getObject(3, OffsetDateTime.class).toInstant(),
                            row.getLong(4),
                            row.getLong(5))))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    for (String name : names) {
      assertThat(rows.getOrDefault(name, List.of()))
          .as("periods of %s in the ledger (I1, I2)", name)
          .isEqualTo(play.model.account(name).rowsFrom(from));
    }
  }
}
