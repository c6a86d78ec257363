package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A provider of a test's: takes every page until it is told otherwise, and remembers. */
final class Provider implements Channel {

  private final String name;
  private final List<Page> asked = new CopyOnWriteArrayList<>();
  private final List<Page> taken = new CopyOnWriteArrayList<>();
  private final Set<String> late = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<String, AtomicInteger> onTheirWay = new ConcurrentHashMap<>();
  private final AtomicInteger twiceAtOnce = new AtomicInteger();
  private volatile Function<Page, Outcome> answer = page -> Accepted.PLAINLY;
  private volatile Optional<Outcome> seen = Optional.empty();

  Provider(String name) {
    this.name = name;
  }

  void answers(Function<Page, Outcome> with) {
    answer = with;
  }

  void isWell() {
    answers(page -> Accepted.PLAINLY);
  }

  void fails() {
    answers(page -> new Failed("status 500", Optional.empty()));
  }

  void failsOnce(Duration retryAfter) {
    answers(
        page -> {
          isWell();
          return new Failed("status 429", Optional.of(retryAfter));
        });
  }

  void refuses() {
    answers(page -> new Refused("status 400: summary is missing"));
  }

  /** Answers nothing of these kinds until the latch is down, and then takes the page. */
  CountDownLatch hangsAt(String pageId) {
    CountDownLatch latch = new CountDownLatch(1);
    answers(
        page -> {
          if (page.id().equals(pageId)) {
            try {
              latch.await();
            } catch (InterruptedException e) {
              return new Failed("interrupted", Optional.empty());
            }
          }
          return Accepted.PLAINLY;
        });
    return latch;
  }

  /** Answers nothing until the latch is down, and then takes what it has. */
  void hangsUntil(CountDownLatch latch) {
    answers(
        page -> {
          try {
            latch.await();
            return Accepted.PLAINLY;
          } catch (InterruptedException e) {
            return new Failed("interrupted", Optional.empty());
          }
        });
  }

  /** What it says when it is asked for what it took. */
  void shows(Outcome outcome) {
    seen = Optional.of(outcome);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    AtomicInteger here = onTheirWay.computeIfAbsent(page.id(), id -> new AtomicInteger());
    long before = times(page);
    if (here.incrementAndGet() > 1) {
      twiceAtOnce.incrementAndGet();
    }
    asked.add(page);
    try {
      Outcome outcome = answer.apply(page);
      if (outcome instanceof Accepted) {
        if (times(page) > before + 1) {
          late.add(page.id());
        }
        taken.add(page);
      }
      return outcome;
    } finally {
      here.decrementAndGet();
    }
  }

  private long times(Page page) {
    return asked.stream().filter(one -> one.id().equals(page.id())).count();
  }

  @Override
  public Optional<Outcome> readBack(Page page) {
    return seen;
  }

  /** The ids of the pages it was sent, each as often as it was. */
  List<String> asked() {
    return asked.stream().map(Page::id).toList();
  }

  /** The ids of the pages it took, each once, in the order in which it first did. */
  List<String> taken() {
    return taken.stream().map(Page::id).distinct().toList();
  }

  /** Of those it took, the ids of pages it was sent anew while it had not answered. */
  Set<String> late() {
    return Set.copyOf(late);
  }

  List<Page> pages() {
    return List.copyOf(taken);
  }

  /** All that it was sent, in order, also again. */
  List<Page> heard() {
    return List.copyOf(asked);
  }

  /** How often it was sent a page while that same page was on its way. */
  int twiceAtOnce() {
    return twiceAtOnce.get();
  }
}
