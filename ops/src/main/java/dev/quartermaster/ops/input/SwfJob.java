package dev.quartermaster.ops.input;

import dev.quartermaster.ops.input.UsageLine.ReportKey;
import dev.quartermaster.quota.charge.CpuTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.StringTokenizer;

/** One job of a workload log. Fields are counted from 1, as the format's definition counts them. */
final class SwfJob implements LineParser<UsageLine> {

  private static final int FIELDS = 18;
  private static final BigDecimal UNKNOWN = BigDecimal.ONE.negate();

  private enum Field {
    JOB(1, "job number"),
    SUBMIT(2, "submit time"),
    WAIT(3, "wait time"),
    RUN(4, "run time"),
    PROCESSORS(5, "allocated processors"),
    CPU(6, "average CPU time"),
    USER(12, "user");

    private final int place;
    private final String what;

    Field(int place, String words) {
      this.place = place;
      this.what = "field " + place + " (" + words + ")";
    }
  }

  private final Instant start;
  private final String reporter;
  private final Names names = new Names();

  SwfJob(Instant start, String reporter) {
    this.start = start;
    this.reporter = reporter;
  }

  @Override
  public boolean isComment(ByteLines line) {
    return line.startsWith(';');
  }

  @Override
  public UsageLine parse(String line) {
    String[] fields = fields(line);
    long job = known(fields, Field.JOB);
    long user = known(fields, Field.USER);
    long processors = known(fields, Field.PROCESSORS);
    return new UsageLine(
        names.user("user-" + user),
        "scheduled-task",
        cpu(fields, processors),
        end(fields),
        Optional.of(new ReportKey(reporter, job)));
  }

  private static String[] fields(String line) {
    StringTokenizer tokens = new StringTokenizer(line);
    String[] fields = new String[FIELDS];
    int count = 0;
    while (tokens.hasMoreTokens()) {
      String field = tokens.nextToken();
      if (count < FIELDS) {
        fields[count] = field;
      }
      count++;
    }
    if (count != FIELDS) {
      throw new BadLine(
          "%d field%s, where a job of the Standard Workload Format has %d"
              .formatted(count, count == 1 ? "" : "s", FIELDS));
    }
    return fields;
  }

  private static long known(String[] fields, Field field) {
    String text = fields[field.place - 1];
    if (text.equals("-1")) {
      throw new BadLine(field.what + " is -1, which is unknown: nothing to charge by");
    }
    return Numbers.whole(field.what, text, Long.MAX_VALUE);
  }

  private static CpuTime cpu(String[] fields, long processors) {
    BigDecimal average = seconds(fields, Field.CPU);
    BigDecimal run = seconds(fields, Field.RUN);
    BigDecimal each = average.signum() < 0 ? run : average;
    if (each.signum() < 0) {
      throw new BadLine(
          Field.RUN.what
              + " and "
              + Field.CPU.what
              + " are both -1, which is unknown: nothing to charge by");
    }
    BigDecimal all = each.multiply(BigDecimal.valueOf(processors));
    if (all.compareTo(CpuTime.MOST.seconds()) > 0) {
      throw new BadLine(
          "the job's CPU time is %s s on %d processors; together it is at most %s s"
              .formatted(each.toPlainString(), processors, CpuTime.MOST.seconds().toPlainString()));
    }
    return new CpuTime(all.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  private Instant end(String[] fields) {
    BigDecimal submit = seconds(fields, Field.SUBMIT);
    if (submit.signum() < 0) {
      throw new BadLine(Field.SUBMIT.what + " is -1, which is unknown: no time to charge at");
    }
    BigDecimal wait = seconds(fields, Field.WAIT).max(BigDecimal.ZERO);
    BigDecimal run = seconds(fields, Field.RUN).max(BigDecimal.ZERO);
    BigDecimal after = submit.add(wait).add(run);
    long micros = after.movePointRight(6).setScale(0, RoundingMode.DOWN).longValueExact();
    return Times.inRange(
        "the end",
        after.toPlainString() + " s after the log's start",
        start.plus(micros, ChronoUnit.MICROS));
  }

  /** Seconds, or a negative number when the log does not know them. */
  private static BigDecimal seconds(String[] fields, Field field) {
    String text = fields[field.place - 1];
    return text.equals("-1") || text.equals("-1.0")
        ? UNKNOWN
        : Numbers.seconds(field.what, text, CpuTime.MOST.seconds(), 30);
  }
}
