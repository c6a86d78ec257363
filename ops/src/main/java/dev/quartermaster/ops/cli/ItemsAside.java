package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.batch.Quarantine;
import dev.quartermaster.jobs.batch.Quarantine.Entry;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Items that are set aside, as commands find and show them. */
final class ItemsAside {

  private ItemsAside() {}

  /**
   * Those of one schedule, or of all when it is null, oldest first.
   *
   * @param declared names that are no mistake although nothing of them is set aside
   */
  static List<Entry> list(
      Handle handle, Map<String, Schedule> declared, @Nullable String schedule) {
    List<Entry> all = Quarantine.list(handle);
    if (schedule == null) {
      return all;
    }
    Collection<String> known = new TreeSet<>(declared.keySet());
    all.forEach(entry -> known.add(entry.schedule()));
    if (!known.contains(schedule)) {
      throw Declared.unknown(known, schedule);
    }
    return all.stream().filter(entry -> entry.schedule().equals(schedule)).toList();
  }

  /** One item, also when it was dropped. */
  static Entry find(Handle handle, String schedule, String item) {
    return new Quarantine(handle, schedule)
        .find(item)
        .orElseThrow(
            () ->
                new BadInput(
                    "no item '%s' of '%s' is set aside; 'quarantine list' shows those that are"
                        .formatted(item, schedule)));
  }

  static ObjectNode json(List<Entry> entries) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode items = document.putArray("items");
    for (Entry entry : entries) {
      items
          .addObject()
          .put("schedule", entry.schedule())
          .put("item", entry.item())
          .put("error", entry.error())
          .put("attempts", entry.attempts())
          .put("since", entry.since().toString())
          .put("state", entry.state())
          .put("next_try_at", entry.nextTry().map(Instant::toString).orElse(null))
          .put("slice", entry.slice());
    }
    return document;
  }

  static Table table(List<Entry> entries, Instant now) {
    Table table =
        new Table("SCHEDULE", "ITEM", "STATE", ">TRIES", "SINCE", "NEXT TRY").giving(0, 1);
    for (Entry entry : entries) {
      table.row(
          entry.schedule(),
          entry.item(),
          entry.state(),
          Integer.toString(entry.attempts()),
          When.relative(entry.since(), now),
          nextTry(entry, now));
      table.say(Table.cut(entry.error(), Table.WIDTH - 4));
    }
    return table;
  }

  /** When it is tried again, or that it waits for a person. */
  static String nextTry(Entry entry, Instant now) {
    return entry
        .nextTry()
        .map(at -> at.isAfter(now) ? When.relative(at, now) : "next run")
        .orElse(entry.state().equals("dropped") ? "never" : "by hand");
  }
}
