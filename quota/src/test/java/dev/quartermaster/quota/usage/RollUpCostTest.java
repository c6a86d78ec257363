package dev.quartermaster.quota.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch costs what is in it, whatever was rolled up before. */
class RollUpCostTest {

  private static final int REPORTS = Integer.getInteger("cost.reports", 2_000);
  private static final int RECORDS = Integer.getInteger("cost.records", 50);
  private static final int ACCOUNTS = Integer.getInteger("cost.accounts", 1_000);

  private TestDatabase test;
  private Database database;

  /** All but the last tenth are rolled up; one of the first came late and is not. */
  @BeforeEach
  void layRecords() {
    test = TestDatabase.of(RollUpCostTest.class);
    database = test.database();
    database.run(
        handle -> {
          handle.execute("SELECT make_partition('usage_record', date '2026-03-01', '')");
          handle.execute(
              """
              INSERT INTO account (username, username_key, plan, anchor, period_months, period_days)
              SELECT 'u' || n, 'u' || n, 'free', timestamp '2024-01-01', 0, 1 FROM generate_series(1, ?) AS n
              """,
              ACCOUNTS);
          handle.execute(
              """
              INSERT INTO usage_report (reporter, sequence, records, received_at, rolled_up)
              SELECT 'host', n, ?, timestamptz '2026-03-02 00:00Z' + n * interval '7 seconds', n <= ? AND n <> 3
                FROM generate_series(1, ?) AS n
              """,
              RECORDS,
              REPORTS * 9 / 10,
              REPORTS);
          handle.execute(
              """
              INSERT INTO usage_record
                     (account_id, period_start, source, cpu_us, charged, reporter, sequence, received_at, used_on)
              SELECT 1 + (n * 31 + r * 17) % ?, timestamptz '2026-03-02 00:00Z', 'console', 1, true, 'host', n,
                     timestamptz '2026-03-02 00:00Z' + n * interval '7 seconds', date '2026-03-02'
                FROM generate_series(1, ?) AS n, generate_series(1, ?) AS r
               ORDER BY n
              """,
              ACCOUNTS, REPORTS, RECORDS);
          handle.execute("SELECT brin_summarize_new_values('usage_record_202603_received_at_idx')");
          handle.execute("ANALYZE usage_record; ANALYZE usage_report; ANALYZE account");
        });
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_slice_reads_its_own_records_and_no_others() {
    RollUpSlice slice =
        database
            .transaction(handle -> RollUp.cut(handle, RollUp.start(), 10 * RECORDS))
            .orElseThrow();

    long read =
        database.transaction(
            handle -> {
              long before = blocks(handle);
              assertThat(RollUp.work(handle, slice)).isEqualTo(10L * RECORDS);
              return blocks(handle) - before;
            });

    assertThat(read).isBetween(1L, pages() / 5);
  }

  private static long blocks(Handle handle) {
    return handle
        .createQuery("SELECT pg_stat_get_xact_blocks_fetched('usage_record_202603'::regclass)")
        .mapTo(Long.class)
        .one();
  }

  private long pages() {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT pg_relation_size('usage_record_202603') / current_setting('block_size')::int")
                .mapTo(Long.class)
                .one());
  }
}
