package dev.quartermaster.ops.bench;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A way of settling that {@code bench settle} measures: ours, and those that others use. */
enum Way {
  JOB("job", "job"),
  STATEMENT("statement", "one statement"),
  QUIET_JOB("quiet-job", "job, 5 % active"),
  LOOP("loop", "row by row"),
  DB_SCHEDULER("db-scheduler", "db-scheduler"),
  QUARTZ("quartz", "Quartz triggers");

  private final String word;
  private final String title;

  Way(String word, String title) {
    this.word = word;
    this.title = title;
  }

  /** As the table and JSON call it. */
  String title() {
    return title;
  }

  /** The samples take some 10 to 20 seconds each on two cores. */
  Side side(Scratch scratch, Sampling sampling) {
    return switch (this) {
      case JOB -> JobSide.busyDay(scratch);
      case STATEMENT -> new StatementSide(scratch);
      case QUIET_JOB -> JobSide.quietDay(scratch);
      case LOOP -> new LoopSide(new Sample(scratch, sampling.sizeOr(40_000)));
      case DB_SCHEDULER ->
          new DbSchedulerSide(new Sample(scratch, sampling.sizeOr(20_000)), sampling.threads());
      case QUARTZ -> new QuartzSide(new Sample(scratch, sampling.sizeOr(3_000)));
    };
  }

  /** As an option names it. */
  @Override
  public String toString() {
    return word;
  }

  /** Reads a word of {@code --sides}. */
  static final class Words implements ITypeConverter<Way> {
    @Override
    public Way convert(String word) {
      return Arrays.stream(values())
          .filter(way -> way.word.equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is no side; there are %s"
                          .formatted(
                              word,
                              Arrays.stream(values())
                                  .map(Way::toString)
                                  .collect(Collectors.joining(", ")))));
    }
  }
}
