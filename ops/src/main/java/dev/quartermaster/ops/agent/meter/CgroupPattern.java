package dev.quartermaster.ops.agent.meter;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the users' control groups are: a path in which {@code {username}} or {@code {uid}}, and
 * perhaps {@code {source}}, stand for what is between the rest of their segment.
 */
public final class CgroupPattern {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final List<String> USERS = List.of("username", "uid");

  /** A group that was found; what a placeholder stands for is empty when the pattern has none. */
  public record Group(Path path, String username, String uid, String source) {}

  /** A segment: a name as it stands when {@code placeholder} is empty. */
  private record Segment(String text, String placeholder, Pattern name) {}

  private final String text;
  private final List<Segment> segments = new ArrayList<>();

  private CgroupPattern(String text) {
    this.text = text;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException says what is wrong with it, and the mend
   */
  public static CgroupPattern of(String text) {
    CgroupPattern pattern = new CgroupPattern(text);
    List<String> placeholders = new ArrayList<>();
    for (String segment : text.split("/", -1)) {
      if (!segment.isEmpty()) {
        pattern.segments.add(pattern.segment(segment, placeholders));
      }
    }
    if (placeholders.stream().filter(USERS::contains).count() != 1
        || placeholders.stream().filter("source"::equals).count() > 1) {
      throw pattern.wrong("must have {username} or {uid} once, and may have {source} once");
    }
    return pattern;
  }

  private Segment segment(String segment, List<String> placeholders) {
    if (segment.equals("..") || segment.equals(".")) {
      throw wrong("must not have the segment '%s'".formatted(segment));
    }
    Matcher matcher = PLACEHOLDER.matcher(segment);
    if (!matcher.find()) {
      return new Segment(segment, "", Pattern.compile(Pattern.quote(segment)));
    }
    String placeholder = matcher.group(1);
    if (!USERS.contains(placeholder) && !placeholder.equals("source")) {
      throw wrong("has {%s}; it knows {username}, {uid} and {source}".formatted(placeholder));
    }
    placeholders.add(placeholder);
    String before = segment.substring(0, matcher.start());
    String after = segment.substring(matcher.end());
    if (matcher.find()) {
      throw wrong("has two placeholders between slashes; each needs a segment of its own");
    }
    return new Segment(
        segment,
        placeholder,
        Pattern.compile(Pattern.quote(before) + "(.+)" + Pattern.quote(after)));
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "the cgroup pattern '%s' %s; write it like qm.slice/user-{username}.slice/{source}"
            .formatted(text, what));
  }

  /** Whether it is found from the root of the file system, not from a hierarchy's mount. */
  public boolean isAbsolute() {
    return text.startsWith("/");
  }

  /** Whether the other's groups lie within its own, so that their time would be counted twice. */
  public boolean holds(CgroupPattern other) {
    return isAbsolute() == other.isAbsolute()
        && segments.size() < other.segments.size()
        && segments.stream()
            .map(Segment::text)
            .toList()
            .equals(
                other.segments.subList(0, segments.size()).stream().map(Segment::text).toList());
  }

  /** The groups there are now. */
  public List<Group> find(Path mount) throws IOException {
    List<Group> found = new ArrayList<>();
    walk(isAbsolute() ? Path.of("/") : mount, 0, Map.of(), found);
    return found;
  }

  private void walk(Path at, int depth, Map<String, String> seen, List<Group> found)
      throws IOException {
    if (depth == segments.size()) {
      found.add(
          new Group(
              at,
              seen.getOrDefault("username", ""),
              seen.getOrDefault("uid", ""),
              seen.getOrDefault("source", "")));
      return;
    }
    Segment segment = segments.get(depth);
    if (segment.placeholder().isEmpty()) {
      Path next = at.resolve(segment.text());
      if (Files.isDirectory(next)) {
        walk(next, depth + 1, seen, found);
      }
      return;
    }
    for (Path next : directories(at)) {
      Matcher matcher = segment.name().matcher(next.getFileName().toString());
      if (matcher.matches()) {
        Map<String, String> more = new HashMap<>(seen);
        more.put(segment.placeholder(), matcher.group(1));
        walk(next, depth + 1, more, found);
      }
    }
  }

  /** None when it has vanished since it was seen, which groups do at any time. */
  private static List<Path> directories(Path at) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(at, Files::isDirectory)) {
      entries.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(null);
    return found;
  }

  @Override
  public String toString() {
    return text;
  }
}
