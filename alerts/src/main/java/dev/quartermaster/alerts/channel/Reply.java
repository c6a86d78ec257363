package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Outcome.Failed;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.function.Function;

/** What came back on a request. */
sealed interface Reply {

  /** What it means, where an answer is judged so. */
  Outcome judge(Function<Answer, Outcome> verdict);

  /** An answer, and the beginning of its body. */
  record Answer(int status, HttpHeaders headers, String body) implements Reply {

    @Override
    public Outcome judge(Function<Answer, Outcome> verdict) {
      return verdict.apply(this);
    }

    boolean succeeded() {
      return status / 100 == 2;
    }

    /** Not now. */
    Failed failed(Words words) {
      String redirect =
          status / 100 == 3 ? "; redirects are not followed: mend the address" : words.after(body);
      return new Failed("it answered " + status + redirect, RetryAfter.of(headers));
    }
  }

  /** None, or not to its end. */
  record Silence(String why) implements Reply {

    @Override
    public Outcome judge(Function<Answer, Outcome> verdict) {
      return new Failed(why, Optional.empty());
    }
  }
}
