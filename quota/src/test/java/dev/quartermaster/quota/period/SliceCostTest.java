package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work is cut so that a backlog of any size costs the same for each period in it. */
class SliceCostTest {

  private static final int PERIODS = 40_000;
  private static final int SLICE = 500;

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void layBacklog() {
    test = TestDatabase.of(SliceCostTest.class);
    database = test.database();
    database.run(
        handle -> {
          handle.execute(
              "SELECT make_partition('usage_period', date '2026-03-01', 'WITH (fillfactor = 70)')");
          handle.execute(
              """
              INSERT INTO usage_period (account_id, period_start, period_end, allowance_us)
              SELECT n, timestamptz '2026-03-02 00:00Z' + n * interval '1 second',
                     timestamptz '2026-03-03 00:00Z' + n * interval '1 second', 1
                FROM generate_series(1, ?) AS n
              """,
              PERIODS);
          handle.execute(
              """
              INSERT INTO tarpit (account_id, period_start, since, until)
              SELECT account_id, period_start, period_start, period_end FROM usage_period
              """);
        });
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void the_first_slice_reads_no_index_to_its_end() {
    SettleSlice released =
        database.transaction(handle -> Settling.cut(handle, Settling.start(), SLICE)).orElseThrow();
    SettleSlice periods = new SettleSlice(SettleSlice.Phase.PERIOD, released.from(), released.to());

    long releasing = blocksRead("tarpit_until", released);
    long settling = blocksRead("usage_period_202603_period_end_account_id_idx", periods);

    assertThat(releasing).isBetween(1L, pages("tarpit_until") / 4);
    assertThat(settling).isBetween(1L, pages("usage_period_202603_period_end_account_id_idx") / 4);
  }

  /** As this session counts within one transaction: what others do meanwhile does not show. */
  private long blocksRead(String index, SettleSlice slice) {
    return database.transaction(
        handle -> {
          long before = blocks(handle, index);
          Settling.settle(handle, slice);
          return blocks(handle, index) - before;
        });
  }

  private static long blocks(Handle handle, String index) {
    return number(handle, "SELECT pg_stat_get_xact_blocks_fetched(:index::regclass)", index);
  }

  private long pages(String index) {
    return database.transaction(
        handle ->
            number(
                handle,
                "SELECT pg_relation_size(:index::regclass) / current_setting('block_size')::int",
                index));
  }

  private static long number(Handle handle, String query, String index) {
    return handle.createQuery(query).bind("index", index).mapTo(Long.class).one();
  }
}
