package dev.quartermaster.ops.agent.tarpit;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Slows by a command of the host's own, called for each user who goes in, comes out, or uses ten
 * times the allowance. After a kill it may be called again for what it has done already.
 */
final class CommandBrake implements Brake {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final List<String> argv;
  private final Duration longest;
  private final Remembered<Map<String, RollFile.Kept>> file;
  private final Map<String, RollFile.Kept> told;
  private final Set<String> failing = new HashSet<>();

  CommandBrake(List<String> argv, Remembered.Place place) throws IOException {
    this(argv, place, LONGEST);
  }

  /** With another time limit than ten seconds a call. */
  CommandBrake(List<String> argv, Remembered.Place place, Duration longest) throws IOException {
    this.argv = List.copyOf(argv);
    this.longest = longest;
    this.file = new Remembered<>(place, "tarpit-commands.json", new TypeReference<>() {});
    this.told = new HashMap<>(file.read().orElse(Map.of()));
  }

  @Override
  public List<String> apply(Map<String, Member> in) throws IOException {
    Map<String, Member> calls = new HashMap<>();
    in.forEach(
        (key, member) -> {
          RollFile.Kept before = told.get(key);
          if (before == null || before.tenfold() != member.tenfold()) {
            calls.put(key, member);
          }
        });
    told.forEach(
        (key, kept) -> {
          if (!in.containsKey(key)) {
            calls.put(key, new Member(kept.username(), false, OptionalLong.empty()));
          }
        });
    return calls.isEmpty() ? List.of() : call(calls, in.keySet());
  }

  /** Those that failed before come last, so that they hold up nobody else. */
  private List<String> call(Map<String, Member> calls, Set<String> in) throws IOException {
    List<String> complaints = new ArrayList<>();
    Comparator<String> soundFirst = Comparator.comparing(failing::contains);
    for (Map.Entry<String, Member> call :
        calls.entrySet().stream().sorted(Map.Entry.comparingByKey(soundFirst)).toList()) {
      String key = call.getKey();
      Member member = call.getValue();
      Optional<String> complaint = run(member, in.contains(key));
      if (complaint.isPresent()) {
        failing.add(key);
        complaints.add("'%s': %s".formatted(member.username(), complaint.get()));
        continue;
      }
      failing.remove(key);
      if (in.contains(key)) {
        told.put(key, new RollFile.Kept(member.username(), member.tenfold(), null));
      } else {
        told.remove(key);
      }
    }
    file.write(told);
    return complaints;
  }

  private Optional<String> run(Member member, boolean in) {
    ProcessBuilder builder =
        new ProcessBuilder(argv).redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT);
    builder.environment().remove("QUARTERMASTER_AGENT_TOKEN");
    builder.environment().put("QUARTERMASTER_USERNAME", member.username());
    builder.environment().put("QUARTERMASTER_IN_TARPIT", Boolean.toString(in));
    builder.environment().put("QUARTERMASTER_TENFOLD", Boolean.toString(member.tenfold()));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.of("%s does not end within %s".formatted(argv.get(0), longest));
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of("%s ended with %d".formatted(argv.get(0), process.exitValue()));
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the agent stops");
    }
  }
}
