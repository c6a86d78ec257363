package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.config.Channel;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.config.EffectiveConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that a configuration names, as they are on this machine. */
final class Programs {

  private Programs() {}

  /** A sentence for each that could not be started here. Another node may have it. */
  static List<String> missing(EffectiveConfiguration effective) {
    List<String> missing = new ArrayList<>();
    Configuration configuration = effective.configuration();
    for (Schedule schedule : configuration.schedules().values()) {
      if (schedule.enabled() && schedule.work() instanceof Schedule.Work.Command command) {
        wrong(command.argv().get(0), command.directory().map(Path::of))
            .ifPresent(
                wrong ->
                    missing.add(
                        said(
                            effective,
                            "schedule '%s'",
                            "schedules.%s.argv",
                            schedule.name(),
                            wrong)));
      }
    }
    for (Channel channel : configuration.channels().values()) {
      if (channel instanceof Channel.Command command) {
        wrong(command.argv().get(0), Optional.empty())
            .ifPresent(
                wrong ->
                    missing.add(
                        said(
                            effective, "channel '%s'", "channels.%s.argv", channel.name(), wrong)));
      }
    }
    return missing;
  }

  private static String said(
      EffectiveConfiguration effective, String what, String key, String name, String wrong) {
    String at =
        effective.lines().stream()
            .filter(line -> line.key().equals(key.formatted(name)))
            .map(line -> line.origin() + ": ")
            .findFirst()
            .orElse("");
    return at + what.formatted(name) + ": " + wrong;
  }

  /** As a program is looked for without a shell: by its path, else along PATH. */
  private static Optional<String> wrong(String program, Optional<Path> directory) {
    if (program.contains("/")) {
      Path path = directory.map(from -> from.resolve(program)).orElse(Path.of(program));
      return !Files.exists(path)
          ? Optional.of("there is no program %s on this machine".formatted(path))
          : startable(path)
              ? Optional.empty()
              : Optional.of("%s may not be executed; chmod +x it".formatted(path));
    }
    String places = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(places.split(":")).anyMatch(place -> startable(Path.of(place, program)))
        ? Optional.empty()
        : Optional.of("there is no program %s along PATH; write its path".formatted(program));
  }

  private static boolean startable(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
