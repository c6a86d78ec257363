package dev.quartermaster.ops.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What happened, and when: told as it happens. */
final class Timeline {

  private final long began = System.nanoTime();
  private final Consumer<Event> hears;
  private final List<Event> events = new ArrayList<>();

  Timeline(Consumer<Event> hears) {
    this.hears = hears;
  }

  /** Since the demo began. */
  Duration now() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  Duration say(Side side, String what) {
    return say(now(), side, what);
  }

  /** Something that was found a moment ago. */
  synchronized Duration say(Duration at, Side side, String what) {
    Event event = new Event(at, side, what);
    events.add(event);
    hears.accept(event);
    return at;
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }
}
