package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.input.Progress;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far an import is, with rate and ETA: on standard error, and only when that is a terminal. */
final class ImportProgress implements Consumer<Progress>, AutoCloseable {

  private final String task;
  private @Nullable ProgressBar bar;

  ImportProgress(String task) {
    this.task = task;
  }

  @Override
  public void accept(Progress progress) {
    if (!Terminal.isError()) {
      return;
    }
    ProgressBar shown = bar;
    if (shown == null) {
      shown =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(progress.total().orElse(-1))
              .setUnit(" MB", 1_000_000)
              .setStyle(ProgressBarStyle.ASCII)
              // Not the library's own: that one opens a terminal, and takes Ctrl-C away from us.
              .setConsumer(new ConsoleProgressBarConsumer(System.err, 79))
              .showSpeed()
              .build();
      bar = shown;
    }
    shown.stepTo(progress.read());
  }

  /** Leaves the bar as it is, so that other lines can follow. */
  void finish() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    finish();
  }
}
