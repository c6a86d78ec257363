package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.security.auth.module.UnixSystem;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A program that is told to stop, with all that it has started, whatever it does about it. */
class StoppedCommandTest {

  private final Said said = new Said();
  private final AtomicReference<Throwable> end = new AtomicReference<>();
  private Duration stopWithin = Duration.ofSeconds(1);
  private final List<Long> pids = new ArrayList<>();

  @AfterEach
  void nothing_is_left() {
    pids.forEach(
        pid -> {
          if (Alive.is(pid)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
          }
        });
  }

  @Test
  void a_program_that_ends_by_term_is_not_waited_for_any_longer() throws Exception {
    stopWithin = Duration.ofMinutes(1);
    Thread run = runs("trap 'echo cleaned up; exit 0' TERM; echo $$; sleep 60 & wait", 1);

    interrupt(run);

    assertThat(end.get()).isInstanceOf(InterruptedException.class);
    assertThat(said.lines).contains("cleaned up").noneMatch(line -> line.contains("KILL"));
    assertThat(pids).noneMatch(Alive::is);
  }

  @Test
  void a_program_that_ignores_term_is_killed_with_its_children() throws Exception {
    Thread run =
        runs("trap '' TERM; echo $$; sh -c 'echo $$; sh -c \"echo \\$\\$; sleep 60\"; :'; :", 3);

    interrupt(run);

    assertThat(end.get()).isInstanceOf(InterruptedException.class);
    assertThat(pids).hasSize(3).noneMatch(Alive::is);
    assertThat(said.lines).anyMatch(line -> line.startsWith("Not ended within PT1S: KILL to"));
  }

  @Test
  void a_child_that_ignores_term_does_not_outlive_its_leader() throws Exception {
    Thread run =
        runs("sh -c \"trap '' TERM; echo \\$\\$; while :; do sleep 1; done\" & echo $$; wait", 2);

    interrupt(run);

    assertThat(pids).hasSize(2).noneMatch(Alive::is);
  }

  @Test
  void a_child_that_has_lost_its_parents_is_found() throws Exception {
    Thread run =
        runs(
            "(sh -c \"trap '' TERM; echo \\$\\$; while :; do sleep 1; done\" &) ; echo $$; sleep 60",
            2);

    interrupt(run);

    assertThat(pids).hasSize(2).noneMatch(Alive::is);
  }

  @Test
  void a_child_in_a_group_of_its_own_is_found() throws Exception {
    Thread run = runs("(timeout 50 sh -c 'echo $$; sleep 60; :' &); echo $$; sleep 60", 2);

    interrupt(run);

    assertThat(pids).hasSize(2).noneMatch(Alive::is);
  }

  @Test
  void a_program_that_is_frozen_is_killed() throws Exception {
    Thread run = runs("echo $$; kill -STOP $$", 1);

    interrupt(run);

    assertThat(pids).noneMatch(Alive::is);
  }

  @Test
  void a_second_interrupt_does_not_cut_the_stop_short() throws Exception {
    Thread run = runs("trap '' TERM; echo $$; while :; do sleep 1; done", 1);

    run.interrupt();
    await().until(() -> said.lines.stream().anyMatch(line -> line.startsWith("It is stopped")));
    interrupt(run);

    assertThat(pids).noneMatch(Alive::is);
  }

  @Test
  void another_users_program_is_stopped_too() throws Exception {
    assumeThat(new UnixSystem().getUid()).isZero();
    Thread run = runs("trap '' TERM; echo $$; while :; do sleep 1; done", 1, Optional.of("nobody"));

    interrupt(run);

    assertThat(pids).noneMatch(Alive::is);
  }

  @Test
  void programs_that_start_programs_while_they_are_killed_do_not_get_away() throws Exception {
    Thread run = runs("trap '' TERM; echo $$; while :; do sleep 41.4142 & sleep 0.01; done", 1);

    interrupt(run);

    assertThat(pids).noneMatch(Alive::is);
    assertThat(ProcessHandle.allProcesses().filter(StoppedCommandTest::isThatSleep)).isEmpty();
  }

  private static boolean isThatSleep(ProcessHandle process) {
    return Alive.is(process.pid())
        && process.info().commandLine().filter(line -> line.contains("41.4142")).isPresent();
  }

  /** Starts it, and waits until so many of its processes have said their number. */
  private Thread runs(String script, int processes) throws Exception {
    return runs(script, processes, Optional.empty());
  }

  private Thread runs(String script, int processes, Optional<String> user) throws Exception {
    Work.Command command =
        new Work.Command(List.of("sh", "-c", script), Map.of(), Optional.of("/"), user, stopWithin);
    Thread run =
        new Thread(
            () -> {
              try {
                new CommandJob(command).run(said.assignment());
              } catch (Exception e) {
                end.set(e);
              }
            });
    run.start();
    await().until(() -> said.lines.size() >= processes);
    said.lines.forEach(line -> pids.add(Long.parseLong(line)));
    return run;
  }

  private void interrupt(Thread run) throws Exception {
    run.interrupt();
    run.join(Duration.ofSeconds(30).toMillis());
    assertThat(run.isAlive()).isFalse();
  }
}
