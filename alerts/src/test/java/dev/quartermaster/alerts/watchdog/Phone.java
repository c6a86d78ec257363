package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.channel.Page;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A channel of a test's: takes every page until it is told otherwise, and remembers. */
final class Phone implements Channel {

  private final String name;
  private final List<Page> asked = new CopyOnWriteArrayList<>();
  private volatile Function<Page, Outcome> answer = page -> Outcome.Accepted.PLAINLY;

  Phone(String name) {
    this.name = name;
  }

  void fails() {
    answer = page -> new Outcome.Failed("status 500", Optional.empty());
  }

  void breaks() {
    answer =
        page -> {
          throw new IllegalStateException("a fault of the channel's own");
        };
  }

  void isWell() {
    answer = page -> Outcome.Accepted.PLAINLY;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    asked.add(page);
    return answer.apply(page);
  }

  /** What it was asked to tell, as {@code firing DatabaseUnreachable}. */
  List<String> asked() {
    return asked.stream().map(page -> page.kind().word() + " " + page.alert().name()).toList();
  }
}
