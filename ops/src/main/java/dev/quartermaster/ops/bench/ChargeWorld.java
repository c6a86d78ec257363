package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.bench.HttpSender.Format;
import dev.quartermaster.ops.bench.HttpSender.Reporter;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.ops.token.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Everything that stands ready before records are sent: a node, its reporters, their batches. */
final class ChargeWorld implements AutoCloseable {

  /** Enough that none comes again before the pages of the last have left the processor's caches. */
  private static final int BATCHES_EACH = 32;

  private final Scratch scratch;
  private final NodeProcess node;
  private final Database raw;
  private final List<Reporter> reporters;
  private final List<Batch> batches;

  private ChargeWorld(
      Scratch scratch, NodeProcess node, List<Reporter> reporters, List<Batch> batches) {
    this.scratch = scratch;
    this.node = node;
    this.reporters = reporters;
    this.batches = batches;
    this.raw = Database.open(scratch.database().settings().withPool(reporters.size(), "bench/raw"));
  }

  /** Registers accounts beside those that there are, and starts a node. */
  static ChargeWorld open(Scratch scratch, ChargeTrial.Size size) {
    Database database = scratch.database();
    List<Charger> chargers =
        Charger.register(database, size.settle(), size.settle() + size.accounts());
    List<Batch> batches =
        Batch.random(
            chargers,
            size.reporters() * BATCHES_EACH,
            size.batch(),
            database.transaction(DatabaseClock::now));
    RawSender.makeTable(database);
    NodeProcess node = NodeProcess.start(scratch);
    List<Reporter> reporters =
        IntStream.rangeClosed(1, size.reporters())
            .mapToObj(n -> reporter(database, node, ChargeSums.REPORTER + n))
            .toList();
    return new ChargeWorld(scratch, node, reporters, batches);
  }

  private static Reporter reporter(Database database, NodeProcess node, String name) {
    String token =
        database
            .transaction(
                handle -> Tokens.create(handle, Rights.reporting(name), "bench", "to measure"))
            .reveal();
    return new Reporter(node.address(), name, token, new AtomicLong());
  }

  Scratch scratch() {
    return scratch;
  }

  NodeProcess node() {
    return node;
  }

  /** Has every reporter send as fast as it is answered. */
  Loaded load(ChargeSide side, Duration time) {
    Stopwatch stopwatch = Stopwatch.start();
    return load(side, Duration.ZERO, () -> stopwatch.elapsed().compareTo(time) >= 0);
  }

  /**
   * Has the reporters send in turn.
   *
   * @param apart from batch to batch; zero for as fast as they are answered
   */
  Loaded load(ChargeSide side, Duration apart, BooleanSupplier isOver) {
    List<Sender> senders = reporters.stream().map(reporter -> sender(side, reporter)).toList();
    try {
      return new Load(batches, apart).run(senders, isOver);
    } finally {
      senders.forEach(Sender::close);
    }
  }

  private Sender sender(ChargeSide side, Reporter reporter) {
    return switch (side) {
      case RAW -> RawSender.on(raw);
      case JSON -> new HttpSender(reporter, Format.JSON);
      case NDJSON -> new HttpSender(reporter, Format.NDJSON);
    };
  }

  @Override
  public void close() {
    raw.close();
    node.close();
  }
}
