package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.quota.bulk.Operations.Progress;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far an act on many accounts is, with rate and ETA, on standard error: a bar on a terminal, a
 * line now and then elsewhere.
 */
final class BulkProgress implements Consumer<Progress>, AutoCloseable {

  private static final long LINE_EACH_NANOS = 5_000_000_000L;

  private final String task;
  private final long began = System.nanoTime();
  private @Nullable ProgressBar bar;
  private @Nullable Progress first;
  private long lines;

  BulkProgress(String task) {
    this.task = task;
  }

  @Override
  public void accept(Progress progress) {
    if (first == null) {
      first = progress;
    }
    // Once it is over, what it consisted of is gone.
    if (progress.total() == 0) {
      return;
    }
    if (Terminal.isError()) {
      draw(progress);
    } else if (System.nanoTime() - began > (lines + 1) * LINE_EACH_NANOS) {
      lines++;
      System.err.println(line(progress));
    }
  }

  private void draw(Progress progress) {
    ProgressBar shown = bar;
    if (shown == null) {
      shown =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(progress.total())
              .setUnit(" accounts", 1)
              .setStyle(ProgressBarStyle.ASCII)
              // Not the library's own: that one opens a terminal, and takes Ctrl-C away from us.
              .setConsumer(new ConsoleProgressBarConsumer(System.err, 79))
              .showSpeed()
              .build();
      bar = shown;
    }
    shown.stepTo(progress.done());
  }

  private String line(Progress progress) {
    long before = first == null ? 0 : first.done();
    double perSecond = (progress.done() - before) / ((System.nanoTime() - began) / 1e9);
    String left =
        perSecond < 1
            ? ""
            : ", %,.0f/s, %s left"
                .formatted(
                    perSecond,
                    Spans.words(Math.round((progress.total() - progress.done()) / perSecond)));
    return "%s: %,d of %,d accounts%s".formatted(task, progress.done(), progress.total(), left);
  }

  /** Leaves the bar as it is, so that other lines can follow. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
