package dev.quartermaster.ops.agent.tarpit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.quartermaster.ops.agent.meter.CgroupPattern.Group;
import dev.quartermaster.ops.agent.meter.Groups;
import dev.quartermaster.ops.agent.meter.Inode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Slows by the share of each of a user's control groups. What is done is read from the group
 * itself; what was there before is remembered, and is written down before it is changed.
 */
final class GroupBrake implements Brake {

  /** What a group had before; a group of another identity is another group. */
  record Former(@JsonProperty("identity") String identity, @JsonProperty("value") String value) {}

  private final Knob knob;
  private final Groups groups;
  private final Remembered<Map<String, Former>> file;
  private final Map<String, Former> formers;

  GroupBrake(Knob knob, Groups groups, Remembered.Place place) throws IOException {
    this.knob = knob;
    this.groups = groups;
    this.file = new Remembered<>(place, "tarpit-groups.json", new TypeReference<>() {});
    this.formers = new HashMap<>(file.read().orElse(Map.of()));
  }

  /** A value to write, and whether the group's former one is done with then. */
  private record Step(String username, Path group, String value, boolean isLift) {}

  @Override
  public List<String> apply(Map<String, Member> in) throws IOException {
    Map<String, Former> before = Map.copyOf(formers);
    List<String> complaints = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (Groups.Owned owned : groups.find()) {
      try {
        plan(owned, in.containsKey(Member.key(owned.username()))).ifPresent(steps::add);
      } catch (IOException e) {
        complaints.add(complaint(owned.username(), owned.group().path(), e));
      }
    }
    formers.keySet().removeIf(path -> Files.notExists(Path.of(path)));
    remember(before);
    Map<String, Former> planned = Map.copyOf(formers);
    for (Step step : steps) {
      try {
        write(step);
      } catch (IOException e) {
        complaints.add(complaint(step.username(), step.group(), e));
      }
    }
    remember(planned);
    return complaints;
  }

  private Optional<Step> plan(Groups.Owned owned, boolean in) throws IOException {
    Group group = owned.group();
    Optional<String> identity = Inode.of(group.path());
    if (identity.isEmpty()) {
      return Optional.empty();
    }
    String path = group.path().toString();
    String value = Files.readString(group.path().resolve(knob.file)).strip();
    formers.computeIfPresent(
        path, (p, former) -> former.identity().equals(identity.get()) ? former : null);
    boolean slow = value.equals(knob.slow);
    if (in) {
      // A slow one of which nothing is remembered was slowed by an agent whose memory is lost.
      formers.putIfAbsent(path, new Former(identity.get(), slow ? knob.usual : value));
      return slow
          ? Optional.empty()
          : Optional.of(new Step(owned.username(), group.path(), knob.slow, false));
    } else if (slow) {
      Former former = formers.get(path);
      String back = former == null ? knob.usual : former.value();
      return Optional.of(new Step(owned.username(), group.path(), back, true));
    }
    formers.remove(path);
    return Optional.empty();
  }

  private void write(Step step) throws IOException {
    Files.writeString(
        step.group().resolve(knob.file),
        step.value(),
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
    if (step.isLift()) {
      formers.remove(step.group().toString());
    }
  }

  private void remember(Map<String, Former> written) throws IOException {
    if (!formers.equals(written)) {
      file.write(formers);
    }
  }

  private String complaint(String username, Path group, IOException e) {
    return e instanceof NoSuchFileException && Files.isDirectory(group)
        ? "'%s': %s has no %s; enable the cpu controller above it (echo +cpu > …/cgroup.subtree_control), or choose another --tarpit"
            .formatted(username, group, knob.file)
        : "'%s': %s".formatted(username, e);
  }
}
