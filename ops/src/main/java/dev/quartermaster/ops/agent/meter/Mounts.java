package dev.quartermaster.ops.agent.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the control groups' hierarchies are mounted; on hybrid systems there are several. */
public final class Mounts {

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  private final List<String[]> lines;

  private Mounts(List<String[]> lines) {
    this.lines = lines;
  }

  /** Reads a table like {@code /proc/self/mounts}. */
  public static Mounts read(Path table) throws IOException {
    return new Mounts(
        Files.readAllLines(table).stream()
            .map(line -> line.split(" ", -1))
            .filter(fields -> fields.length >= 4)
            .toList());
  }

  /** The unified hierarchy, cgroup v2. */
  public Optional<Path> unified() {
    return first("cgroup2", "");
  }

  /** The v1 hierarchy that has the cpu controller. */
  public Optional<Path> cpuController() {
    return first("cgroup", "cpu");
  }

  private Optional<Path> first(String type, String option) {
    return lines.stream()
        .filter(fields -> fields[2].equals(type))
        .filter(fields -> option.isEmpty() || List.of(fields[3].split(",", -1)).contains(option))
        .map(fields -> Path.of(plain(fields[1])))
        .findFirst();
  }

  /** The kernel writes blanks and the like as octal. */
  private static String plain(String text) {
    return OCTAL
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    Character.toString((char) Integer.parseInt(match.group(1), 8))));
  }
}
