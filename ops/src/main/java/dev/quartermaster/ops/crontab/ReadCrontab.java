package dev.quartermaster.ops.crontab;

import dev.quartermaster.ops.crontab.Crontab.Job;
import dev.quartermaster.ops.crontab.Crontab.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Goes through a crontab line by line: settings hold for the lines after them. */
final class ReadCrontab {

  private static final int LONGEST_DESCRIPTION = 300;

  private final Crontab.Reading how;
  private final Settings settings;
  private final Set<String> names;
  private final List<Job> jobs = new ArrayList<>();
  private final List<Line> notCarriedOver = new ArrayList<>();
  private final List<String> comment = new ArrayList<>();
  private int number;

  ReadCrontab(Crontab.Reading how) {
    this.how = how;
    this.settings = new Settings(how.zone());
    this.names = new HashSet<>(how.taken());
  }

  Crontab crontab() {
    return new Crontab(List.copyOf(jobs), List.copyOf(notCarriedOver));
  }

  void line(String written) {
    number++;
    String line = written.strip();
    if (line.startsWith("#")) {
      comment(line.replaceFirst("^#+", "").strip());
      return;
    }
    if (Settings.isSetting(line)) {
      settings.take(line).ifPresent(reason -> notCarriedOver(line, reason));
    } else if (!line.isEmpty()) {
      entry(line);
    }
    comment.clear();
  }

  /** Right above a line, a comment says what it is for; an entry taken out does not. */
  private void comment(String text) {
    if (Entry.isLike(text)) {
      comment.clear();
    } else if (!text.isEmpty()) {
      comment.add(text);
    }
  }

  private void entry(String line) {
    try {
      job(Entry.read(line, how.system(), settings.zone()));
    } catch (IllegalArgumentException e) {
      notCarriedOver(line, String.valueOf(e.getMessage()));
    }
  }

  private void job(Entry entry) {
    Call call = Call.of(entry.command(), settings);
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("kind", "command");
    keys.put("crontab", entry.time());
    keys.put("zone", settings.zone().getId());
    keys.put("argv", call.argv());
    entry.user().ifPresent(user -> keys.put("user", user));
    keys.putAll(settings.keys());
    description().ifPresent(text -> keys.put("description", text));
    List<String> notes = new ArrayList<>();
    call.note().ifPresent(notes::add);
    settings.note().ifPresent(notes::add);
    if (entry.user().isEmpty() && entry.command().startsWith("root ")) {
      notes.add("'root' looks like the user of a system's crontab; read that with --system");
    }
    jobs.add(new Job(number, unique(JobName.of(entry.command())), keys, List.copyOf(notes)));
  }

  private Optional<String> description() {
    String text = String.join(" ", comment);
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(
            text.length() > LONGEST_DESCRIPTION
                ? text.substring(0, LONGEST_DESCRIPTION) + "…"
                : text);
  }

  private String unique(String name) {
    String candidate = name;
    for (int n = 2; !names.add(candidate); n++) {
      candidate = name + "-" + n;
    }
    return candidate;
  }

  private void notCarriedOver(String line, String reason) {
    notCarriedOver.add(new Line(number, line, reason));
  }
}
