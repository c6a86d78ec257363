package dev.quartermaster.quota.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.period.PeriodRule;
import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.testing.AlikeZones;
import dev.quartermaster.quota.testing.History;
import dev.quartermaster.quota.testing.RandomRules;
import dev.quartermaster.quota.testing.Seed;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The arithmetic is written twice, in Java and in SQL: here the one is held to the other. {@code
 * -Dtest.args=-Dperiod-sql.seed=N} repeats a run.
 */
class PeriodSqlTest {

  private static final int HISTORIES = 2_000;
  private static final int RULES = 10_000;
  private static TestDatabase test;
  private static List<ZoneId> zones;

  private final long seed = Seed.of("period-sql.seed");
  private final SplittableRandom random = new SplittableRandom(seed);
  private final RandomRules rules = new RandomRules(random, zones);

  private record Question(PeriodRule rule, long n, Instant at) {}

  private record Answer(Instant boundary, long index) {}

  private record Asked(int history, Instant at) {}

  @BeforeAll
  static void migrate() {
    test = TestDatabase.of(PeriodSqlTest.class);
    zones = test.database().transaction(AlikeZones::of);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @Test
  void nearly_all_zones_can_be_compared() {
    assertThat(zones).hasSizeGreaterThan(500).contains(ZoneId.of("Pacific/Apia"));
  }

  @Test
  void boundaries_are_the_same_in_java_and_in_sql() {
    List<Question> questions = Stream.generate(this::question).limit(RULES).toList();

    List<Answer> answers = test.database().transaction(handle -> answers(handle, questions));

    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      assertThat(answers.get(i))
          .as("seed %d: %s", seed, question)
          .isEqualTo(
              new Answer(
                  question.rule().boundary(question.n()), question.rule().index(question.at())));
    }
  }

  /** Half of the instants lie on a boundary or just before it. */
  private Question question() {
    PeriodRule rule = rules.rule();
    Instant any = rules.instant();
    Instant at =
        switch (random.nextInt(4)) {
          case 0 -> rule.at(any).end();
          case 1 -> rule.at(any).end().minusNanos(1000);
          default -> any;
        };
    return new Question(rule, rule.index(rules.instant()), at);
  }

  private static List<Answer> answers(Handle handle, List<Question> questions) {
    return handle
        .createQuery(
            """
            SELECT boundary(q.anchor::timestamp, q.zone, q.months, q.days, q.n),
                   boundary_index(q.anchor::timestamp, q.zone, q.months, q.days, q.at)
              FROM unnest(:anchors, :zones, :months, :days, :ns, :ats)
                   WITH ORDINALITY AS q (anchor, zone, months, days, n, at, nth)
             ORDER BY q.nth
            """)
        .bindArray(
            "anchors",
            String.class,
            questions.stream().map(q -> q.rule().anchor().toString()).toArray())
        .bindArray(
            "zones",
            String.class,
            questions.stream()
                .map(q -> q.rule().zone().equals(ZoneOffset.UTC) ? "UTC" : q.rule().zone().getId())
                .toArray())
        .bindArray(
            "months",
            Integer.class,
            questions.stream().map(q -> q.rule().length().months()).toArray())
        .bindArray(
            "days", Integer.class, questions.stream().map(q -> q.rule().length().days()).toArray())
        .bindArray("ns", Long.class, questions.stream().map(Question::n).toArray())
        .bindArray(
            "ats",
            OffsetDateTime.class,
            questions.stream().map(q -> StoredHistories.sql(q.at())).toArray())
        .map(
            (row, context) ->
                new Answer(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2)))
        .list();
  }

  @Test
  void the_period_of_an_account_is_the_same_in_java_and_in_sql_after_any_resets_and_moves() {
    List<History> histories =
        Stream.generate(() -> History.random(random, rules, 6)).limit(HISTORIES).toList();
    List<Asked> asked =
        IntStream.range(0, HISTORIES)
            .boxed()
            .flatMap(i -> instants(histories.get(i)).stream().map(at -> new Asked(i, at)))
            .toList();

    List<Long> ids =
        test.database().transaction(handle -> StoredHistories.insert(handle, histories));
    List<Span> spans = test.database().transaction(handle -> spans(handle, ids, asked));
    Map<Long, AccountRow> rows =
        test.database().transaction(handle -> AccountRows.locked(handle, ids));

    for (int i = 0; i < asked.size(); i++) {
      Asked one = asked.get(i);
      History history = histories.get(one.history());
      Span span = history.timeline().at(one.at());
      assertThat(spans.get(i))
          .as(
              "seed %d: in SQL %s resets %s at %s",
              seed, history.held(), history.resets(), one.at())
          .isEqualTo(span);
      AccountRow row = rows.get(ids.get(one.history()));
      if (row.tellsPeriodAt(one.at())) {
        assertThat(row.recent().at(one.at()))
            .as("seed %d: as read %s at %s", seed, history.held(), one.at())
            .isEqualTo(span);
      }
    }
  }

  /** Any ten, and both sides of every seam and of the boundaries about it. */
  private List<Instant> instants(History history) {
    List<Instant> instants = new ArrayList<>(Stream.generate(rules::instant).limit(10).toList());
    for (Instant seam : history.seams()) {
      Span span = history.timeline().at(seam);
      for (Instant at : List.of(seam, span.start(), span.end())) {
        instants.add(at);
        instants.add(at.minusNanos(1000));
      }
    }
    return instants;
  }

  private static List<Span> spans(Handle handle, List<Long> ids, List<Asked> asked) {
    return handle
        .createQuery(
            """
            SELECT t.period_start, t.period_end
              FROM unnest(:ids, :ats) WITH ORDINALITY AS q (id, at, nth)
              JOIN account a ON a.id = q.id
             CROSS JOIN LATERAL period_at(a, q.at) AS t
             ORDER BY q.nth
            """)
        .bindArray("ids", Long.class, asked.stream().map(one -> ids.get(one.history())).toArray())
        .bindArray(
            "ats",
            OffsetDateTime.class,
            asked.stream().map(one -> StoredHistories.sql(one.at())).toArray())
        .map(
            (row, context) ->
                new Span(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getObject(2, OffsetDateTime.class).toInstant()))
        .list();
  }
}
