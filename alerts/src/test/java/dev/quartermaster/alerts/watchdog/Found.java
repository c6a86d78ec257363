package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/** A source of a test's: finds what it is told to, in the way that it is told to. */
final class Found implements Source {

  static final Policy POLICY = new Policy("test", List.of(), List.of("pager", "mail"));

  private final String name;
  private final List<Condition> wrong = new ArrayList<>();
  private BiConsumer<Handle, Instant> looking = (handle, now) -> {};

  Found(String name) {
    this.name = name;
  }

  Found holds(String subject, Instant since) {
    wrong.add(
        new Condition(
            new Cause(name, subject),
            Severity.CRITICAL,
            since,
            Duration.ZERO,
            new Condition.Text(subject + " is not well", Map.of(), Map.of(), Optional.empty())));
    return this;
  }

  Found looks(BiConsumer<Handle, Instant> how) {
    looking = how;
    return this;
  }

  @Override
  public Set<String> names() {
    return Set.of(name);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    looking.accept(handle, now);
    return List.copyOf(wrong);
  }
}
