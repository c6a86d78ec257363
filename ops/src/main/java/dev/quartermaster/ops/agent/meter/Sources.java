package dev.quartermaster.ops.agent.meter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a use's source is called.
 *
 * @param otherwise where no source can be seen
 * @param named the names of sources by what is seen; one that is not there is called as it is seen
 */
public record Sources(String otherwise, Map<String, String> named) {

  public static final String CONSOLE = "console";

  public static final Sources DEFAULT = new Sources(CONSOLE, Map.of());

  /**
   * Reads options: {@code NAME} is the one for what shows none, {@code SEEN=NAME} names what is
   * seen.
   */
  public static Sources of(List<String> options) {
    String otherwise = CONSOLE;
    Map<String, String> named = new HashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      String name = option.substring(equals + 1).strip();
      if (name.isEmpty() || equals == 0) {
        throw new IllegalArgumentException(
            "--source '%s' has no name; write NAME, or SEEN=NAME for what a cgroup shows"
                .formatted(option));
      }
      if (equals < 0) {
        otherwise = name;
      } else {
        named.put(option.substring(0, equals), name);
      }
    }
    return new Sources(otherwise, Map.copyOf(named));
  }

  String of(String seen) {
    return seen.isEmpty() ? otherwise : named.getOrDefault(seen, seen);
  }
}
