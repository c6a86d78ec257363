package dev.quartermaster.ops.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts what this node sent, by channel and what became of it. */
final class NotificationMeters {

  private final MeterRegistry registry;

  NotificationMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** From now on, each result of the channel is there, from 0 on. */
  void announce(String channel, List<String> results) {
    results.forEach(result -> counter(channel, result));
  }

  void count(String channel, String result) {
    counter(channel, result).increment();
  }

  private Counter counter(String channel, String result) {
    return Counter.builder("quartermaster.notifications")
        .description("Attempts of this process to send something, and what it gave up")
        .tag("channel", channel)
        .tag("result", result)
        .register(registry);
  }
}
