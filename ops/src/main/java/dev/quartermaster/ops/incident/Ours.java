package dev.quartermaster.ops.incident;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the night went by ours.
 *
 * @param detectedAfter the watchdog fired the alert, from the fault on
 * @param pagedAfter the page was on the phone, from the fault on
 * @param pages that tell of trouble
 * @param recoveredAfter nothing was overdue any more, from the kill of the nodes on
 * @param workedOffAfter the same, from when both were up again
 * @param overAfter the phone had the end of the alert, from the reboot on
 * @param mended when the fault struck once more and was not held
 */
public record Ours(
    Optional<Duration> detectedAfter,
    Optional<Duration> pagedAfter,
    long pages,
    Optional<Duration> recoveredAfter,
    Optional<Duration> workedOffAfter,
    Optional<Duration> overAfter,
    Mended mended,
    Work work,
    Answers answers,
    Wronged wronged,
    Recount.Found recount,
    List<Point> curve) {

  /**
   * How it mends itself.
   *
   * @param undone how often nodes put a trigger back that the demo then froze again
   * @param after from the fault, when it strikes once, until the trigger was put back
   */
  public record Mended(long undone, Optional<Duration> after) {}

  /**
   * The work that had piled up.
   *
   * @param backlog the most that was overdue
   * @param settled from the reboot on
   * @param before charges until the reboot
   * @param catchUp charges from the reboot on, until two seconds after nothing was overdue
   * @param unanswered reports that nobody took while the nodes were down; each was sent again
   * @param accepted records
   * @param answered every request
   */
  public record Work(
      long backlog,
      long settled,
      Latencies before,
      Latencies catchUp,
      long unanswered,
      long accepted,
      List<Charged.Answered> answered) {}

  /**
   * What users were told.
   *
   * @param past of those, how many promised a reset in the past
   */
  public record Answers(long asked, long past) {}

  /**
   * Who sat throttled though the period was over.
   *
   * @param users the most that did so at a time
   * @param seconds of all of them together, as long as it was watched
   */
  public record Wronged(long users, double seconds) {}
}
