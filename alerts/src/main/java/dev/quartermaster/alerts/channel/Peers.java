package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Reply.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Servers that are asked the same, all at once; told of by their place in the settings. */
final class Peers {

  /** One of them, counted from 1. */
  record Peer(int number, Address address) {}

  private record Result(Peer peer, Outcome outcome, boolean answered) {}

  private final List<Peer> all;
  private final Words words;

  Peers(List<Address> addresses) {
    this.all =
        IntStream.range(0, addresses.size())
            .mapToObj(i -> new Peer(i + 1, addresses.get(i)))
            .toList();
    this.words =
        Words.without(addresses.stream().flatMap(address -> address.secrets().stream()).toList());
  }

  /** Accepted when one of them accepts; what the others said is in the receipt. */
  Outcome anyOf(
      Function<Peer, CompletableFuture<Reply>> ask, BiFunction<Answer, Words, Outcome> verdict) {
    List<Result> results = results(ask, verdict);
    Optional<Accepted> accepted =
        results.stream().flatMap(result -> only(Accepted.class, result)).findFirst();
    return accepted.map(first -> accepted(first, results)).orElseGet(() -> unaccepted(results));
  }

  /** Accepted when one of them accepts and none that answers says otherwise. */
  Outcome allOf(
      Function<Peer, CompletableFuture<Reply>> ask, BiFunction<Answer, Words, Outcome> verdict) {
    List<Result> results = results(ask, verdict);
    List<Result> against =
        results.stream().filter(result -> result.answered() && !isAccepted(result)).toList();
    if (against.isEmpty() && results.stream().anyMatch(Peers::isAccepted)) {
      return Accepted.PLAINLY;
    }
    return unaccepted(against.isEmpty() ? results : against);
  }

  private List<Result> results(
      Function<Peer, CompletableFuture<Reply>> ask, BiFunction<Answer, Words, Outcome> verdict) {
    List<CompletableFuture<Result>> asked =
        all.stream()
            .map(peer -> ask.apply(peer).thenApply(reply -> result(peer, reply, verdict)))
            .toList();
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private Result result(Peer peer, Reply reply, BiFunction<Answer, Words, Outcome> verdict) {
    Outcome outcome = reply.judge(answer -> verdict.apply(answer, words));
    return new Result(peer, outcome, reply instanceof Answer);
  }

  private static boolean isAccepted(Result result) {
    return result.outcome() instanceof Accepted;
  }

  private Outcome accepted(Accepted first, List<Result> results) {
    String others = told(results.stream().filter(result -> !isAccepted(result)).toList());
    if (others.isEmpty()) {
      return first;
    }
    String receipt = first.receipt().map(name -> name + "; ").orElse("");
    return new Accepted(Optional.of(receipt + "but not " + others));
  }

  private Outcome unaccepted(List<Result> results) {
    if (results.stream().allMatch(result -> result.outcome() instanceof Refused)) {
      return new Refused(told(results));
    }
    // The soonest: one of them is enough.
    Optional<Duration> retryAfter =
        results.stream()
            .flatMap(result -> only(Failed.class, result))
            .flatMap(failed -> failed.retryAfter().stream())
            .min(Duration::compareTo);
    return new Failed(told(results), retryAfter);
  }

  private static <T> Stream<T> only(Class<T> kind, Result result) {
    return Stream.of(result.outcome()).filter(kind::isInstance).map(kind::cast);
  }

  private String told(List<Result> results) {
    return results.stream()
        .map(result -> who(result.peer()) + ": " + why(result.outcome()))
        .collect(Collectors.joining("; "));
  }

  private String who(Peer peer) {
    return "peer %d of %d".formatted(peer.number(), all.size());
  }

  private static String why(Outcome outcome) {
    if (outcome instanceof Failed failed) {
      return failed.why();
    }
    return outcome instanceof Refused refused ? refused.why() : "accepted";
  }
}
