package dev.quartermaster.ops.agent.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The users of a machine by their numbers, as {@code /etc/passwd} has them. */
public final class Passwd {

  /** Who is nobody, and metered as nobody. */
  private static final long NOBODY = 65_534;

  private final Map<Long, String> names;
  private final long least;

  private Passwd(Map<Long, String> names, long least) {
    this.names = names;
    this.least = least;
  }

  /** Lines that are none of a user are passed over; the first name of a number counts. */
  static Passwd read(Path file, long least) throws IOException {
    Map<Long, String> names = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split(":", -1);
      if (fields.length >= 4 && !fields[0].isEmpty() && fields[2].matches("\\d{1,10}")) {
        names.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
      }
    }
    return new Passwd(names, least);
  }

  /** Empty for the machine's own users, and for numbers without a name. */
  Optional<String> name(long uid) {
    return uid < least || uid == NOBODY ? Optional.empty() : Optional.ofNullable(names.get(uid));
  }

  /** A group's user: by its name as it stands, or by its number. */
  public Optional<String> of(CgroupPattern.Group group) {
    if (!group.username().isEmpty()) {
      return Optional.of(group.username());
    }
    return group.uid().matches("\\d{1,10}") ? name(Long.parseLong(group.uid())) : Optional.empty();
  }
}
