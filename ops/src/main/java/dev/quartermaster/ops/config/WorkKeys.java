package dev.quartermaster.ops.config;

import static dev.quartermaster.ops.config.Addresses.url;
import static dev.quartermaster.ops.config.Types.anyText;
import static dev.quartermaster.ops.config.Types.arguments;
import static dev.quartermaster.ops.config.Types.duration;
import static dev.quartermaster.ops.config.Types.name;
import static dev.quartermaster.ops.config.Types.oneOf;
import static dev.quartermaster.ops.config.Types.text;
import static dev.quartermaster.ops.config.Types.texts;
import static dev.quartermaster.ops.config.Types.textsWithSecrets;
import static dev.quartermaster.ops.config.Types.wholeNumber;

import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a schedule's work, each for one kind of it. */
final class WorkKeys {

  static final KeyTable TABLE = new KeyTable();

  static final Key<String> JOB =
      add(
          only("java", "job", name(), "The job, by its name among those in node.jobs.")
              .example("my-job")
              .required());
  static final Key<Map<String, String>> SETTINGS =
      add(
          Key.of(Section.SCHEDULES, "settings", texts(), "The job's own settings.")
              .initially("{}")
              .onlyFor("built-in", "java"));

  static final Key<String> STATEMENT =
      add(
          only(
                  "sql",
                  "statement",
                  text(),
                  "Run in batches, of :batch_size rows where it says so, until it touches no row.")
              .example(
                  "\"DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE ended_at < now() - interval '1 day' LIMIT :batch_size)\"")
              .required());

  static final Key<String> BACKLOG =
      add(
          only(
                  "sql",
                  "backlog",
                  text(),
                  "A query of how many rows wait and, if you like, since when the oldest does.")
              .example(
                  "\"SELECT count(*), min(ended_at) + interval '1 day' FROM sessions WHERE ended_at < now() - interval '1 day'\""));

  static final Key<URI> URL =
      add(
          only("http", "url", url(), "What is requested.")
              .example("https://example.org/warm")
              .required());
  static final Key<String> METHOD =
      add(
          only(
                  "http",
                  "method",
                  oneOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
                  "How it is requested.")
              .initially("GET"));
  static final Key<Map<String, String>> HEADERS =
      add(only("http", "headers", textsWithSecrets(), "The request's headers.").initially("{}"));
  static final Key<String> BODY =
      add(only("http", "body", anyText(), "The request's body.").example("\"{}\""));
  static final Key<Integer> EXPECT =
      add(
          only("http", "expect", wholeNumber(100, 599), "The status that counts as success.")
              .initially("200"));
  static final Key<Duration> TIMEOUT =
      add(
          only("http", "timeout", duration(), "After which the request has failed.")
              .initially("PT30S"));

  static final Key<List<String>> ARGV =
      add(
          only(
                  "command",
                  "argv",
                  arguments(),
                  "The program and its arguments; no shell reads them.")
              .example("[/usr/local/bin/report]")
              .required());
  static final Key<Map<String, String>> ENV =
      add(
          only("command", "env", textsWithSecrets(), "Added to the program's environment.")
              .initially("{}"));
  static final Key<String> DIRECTORY =
      add(
          only("command", "directory", text(), "Where the program starts.")
              .example("/var/lib/report"));
  static final Key<String> USER =
      add(
          only("command", "user", text(), "Who it runs as; the node's own user without it.")
              .example("www-data"));
  static final Key<Duration> STOP_WITHIN =
      add(
          only(
                  "command",
                  "stop-within",
                  duration(),
                  "How long it has to end after TERM, before KILL.")
              .initially("PT10S"));

  private WorkKeys() {}

  /** What a compiled-in schedule's job is set to, as YAML. */
  static Optional<String> settings(Work work) {
    return work instanceof Work.BuiltIn builtIn
        ? Optional.of(SETTINGS.type().show(builtIn.settings()))
        : Optional.empty();
  }

  private static <T> Key<T> only(String kind, String name, Type<T> type, String meaning) {
    return Key.of(Section.SCHEDULES, name, type, meaning).onlyFor(kind);
  }

  private static <T> Key<T> add(Key<T> key) {
    return TABLE.add(key);
  }
}
