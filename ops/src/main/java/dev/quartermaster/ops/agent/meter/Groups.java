package dev.quartermaster.ops.agent.meter;

import dev.quartermaster.ops.agent.meter.CgroupPattern.Group;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The users' control groups.
 *
 * @param mount where relative patterns begin
 */
public record Groups(Path mount, List<CgroupPattern> patterns, Host host) {

  /** A group and whose it is. */
  public record Owned(CgroupPattern pattern, Group group, String username) {}

  /** Those that are there now and belong to somebody. */
  public List<Owned> find() throws IOException {
    Passwd users = host.users();
    List<Owned> found = new ArrayList<>();
    for (CgroupPattern pattern : patterns) {
      for (Group group : pattern.find(mount)) {
        users.of(group).ifPresent(name -> found.add(new Owned(pattern, group, name)));
      }
    }
    return found;
  }
}
