package dev.quartermaster.jobs.pace;

import java.time.Duration;

/**
 * What pressure is borne.
 *
 * @param standbyBehind beyond it work is held, from half of it on slowed
 * @param standbyBytes the same for what a standby has not replayed
 * @param lockWaits more sessions that wait, one of them for longer than {@code lockWait}, hold work
 * @param walFiles more that wait to be archived hold work
 */
public record Limits(
    Duration standbyBehind, long standbyBytes, int lockWaits, Duration lockWait, int walFiles) {

  /** 512 MiB are what a small standby replays in some ten seconds; 64 WAL files are 1 GiB. */
  public static final Limits DEFAULT =
      new Limits(Duration.ofSeconds(5), 512L << 20, 5, Duration.ofSeconds(1), 64);
}
