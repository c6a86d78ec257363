package dev.quartermaster.jobs.builtin;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The certificates that a file holds or a server shows, its own first.
 *
 * @param wrong what is wrong with it whatever the time
 * @param notes what a person should know, and is not wrong
 */
record Presented(String where, List<X509Certificate> chain, List<String> wrong, List<String> notes)
    implements Comparable<Presented> {

  /** There is none. */
  static Presented refused(String where, String why) {
    return new Presented(where, List.of(), List.of(why), List.of());
  }

  /** What is wrong at an instant, each as a line that names the certificate. */
  List<String> troubles(Instant now, Duration warnBefore) {
    return Stream.concat(
            wrong.stream().map(why -> where + ": " + why),
            chain.stream().flatMap(certificate -> trouble(certificate, now, warnBefore).stream()))
        .toList();
  }

  private List<String> trouble(X509Certificate certificate, Instant now, Duration warnBefore) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (from.isAfter(now)) {
      return List.of(says(certificate, "is valid only from " + from + " on: check the clocks"));
    }
    if (until.isBefore(now)) {
      return List.of(
          says(
              certificate,
              "expired %d days ago (%s): renew it now"
                  .formatted(Duration.between(until, now).toDays(), until)));
    }
    if (until.isBefore(now.plus(warnBefore))) {
      return List.of(
          says(
              certificate,
              "%d days left (until %s): renew it"
                  .formatted(Duration.between(now, until).toDays(), until)));
    }
    return List.of();
  }

  /** What is right with it, for the run's log. */
  List<String> lines(Instant now) {
    return Stream.concat(
            chain.stream()
                .map(
                    certificate ->
                        says(
                            certificate,
                            Duration.between(now, certificate.getNotAfter().toInstant()).toDays()
                                + " days left")),
            notes.stream().map(note -> where + ": " + note))
        .toList();
  }

  private String says(X509Certificate certificate, String what) {
    return "%s: %s: %s".formatted(where, certificate.getSubjectX500Principal().getName(), what);
  }

  @Override
  public int compareTo(Presented other) {
    return where.compareTo(other.where);
  }
}
