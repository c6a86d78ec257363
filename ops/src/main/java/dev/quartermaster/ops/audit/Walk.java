package dev.quartermaster.ops.audit;

import dev.quartermaster.ops.audit.Bad.What;
import java.util.Optional;
import java.util.stream.LongStream;

/** Goes along the chain, entry by entry in the order of their numbers, and keeps none of them. */
final class Walk {

  /** So far it is tried from where an entry was moved: a head that was edited may say anything. */
  private static final long FARTHEST_MOVE = 1_000_000;

  private final Optional<Head> head;
  private long entries;
  private String newest = Link.START;
  private Optional<Bad> bad = Optional.empty();

  /** An entry that does not follow the one before: which of the two is wrong, the next one says. */
  private boolean torn;

  Walk(Optional<Head> head) {
    this.head = head;
  }

  void take(Link link) {
    if (bad.isEmpty()) {
      bad = torn ? Optional.of(replaced(link.previous())) : check(link, entries + 1);
    }
    entries++;
    newest = link.hash();
  }

  Verified end() {
    Optional<Bad> found = bad.isPresent() ? bad : checkHead();
    return new Verified(entries, head, found);
  }

  private Optional<Bad> check(Link link, long expected) {
    if (link.number() > expected) {
      return Optional.of(missing(expected, link.number() - 1));
    } else if (link.number() < expected) {
      return Optional.of(
          new Bad(link.number(), What.ADDED, "another entry of the same number was put in"));
    } else if (!link.fits()) {
      return Optional.of(changed(link));
    }
    torn = !link.previous().equals(newest);
    return Optional.empty();
  }

  private Optional<Bad> checkHead() {
    if (head.isEmpty()) {
      return Optional.of(
          new Bad(
              entries,
              What.HEADLESS,
              "the head of the trail is gone: entries behind this one may be, too"));
    }
    Head last = head.get();
    if (last.number() > entries) {
      return Optional.of(missing(entries + 1, last.number()));
    } else if (last.number() < entries) {
      return Optional.of(
          new Bad(
              last.number() + 1,
              What.ADDED,
              "it was put in behind the newest, or the head of the trail was edited"));
    } else if (torn) {
      return Optional.of(replaced(last.hash()));
    }
    return last.hash().equals(newest)
        ? Optional.empty()
        : Optional.of(
            new Bad(
                entries,
                What.REPLACED,
                "it is not the one that was written last, or the head of the trail was edited"));
  }

  /** The newest does not follow the one before it; right is the one that what comes next knows. */
  private Bad replaced(String known) {
    boolean beforeIsWrong = known.equals(newest) && entries > 1;
    return beforeIsWrong
        ? new Bad(
            entries - 1,
            What.REPLACED,
            "entry %d was written after another one than this".formatted(entries))
        : new Bad(entries, What.REPLACED, "it was not written after the entry before it");
  }

  private Bad changed(Link link) {
    long farthest = Math.min(head.map(Head::number).orElse(link.number()), FARTHEST_MOVE);
    return LongStream.rangeClosed(1, farthest)
        .filter(number -> link.hash().equals(link.hashAs(number)))
        .mapToObj(from -> new Bad(link.number(), What.MOVED, "it was entry %d".formatted(from)))
        .findFirst()
        .orElseGet(
            () -> new Bad(link.number(), What.EDITED, "its content does not fit its own hash"));
  }

  private static Bad missing(long first, long last) {
    return new Bad(
        first,
        What.MISSING,
        first == last ? "it was deleted" : "it was deleted, and all up to %d".formatted(last));
  }
}
