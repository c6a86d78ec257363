package dev.quartermaster.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.ops.webhook.Mailer.Post;
import dev.quartermaster.quota.feed.FeedCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes, of which one posts. */
class TurnsTest {

  private Platform given;
  private Mailer mailer;

  @BeforeEach
  void open() {
    given = new Platform(TurnsTest.class);
    mailer = Mailer.knowing(Platform.SECRET);
  }

  @AfterEach
  void close() {
    given.close();
    mailer.close();
  }

  private boolean takes(FeedReader reader) {
    return given.test().database().transaction(reader::take);
  }

  private static FeedReader someone() {
    return new FeedReader(QuotaWebhook.CHANNEL, UUID.randomUUID());
  }

  @Test
  void of_two_nodes_one_posts_and_the_other_goes_on_when_it_stops() {
    QuotaWebhook first = given.node(mailer.url());
    given.node(mailer.url());
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      given.used("user-" + i, 80);
      warnings.add("user-" + i + " 80");
      if (i == 75) {
        first.close();
      }
    }

    await().until(() -> Set.copyOf(mailer.accepted()).size() >= 150);
    // A post whose answer comes too late on a busy machine is made again, as the same one.
    assertThat(mailer.accepted().stream().distinct()).containsExactlyElementsOf(warnings);
    assertThat(mailer.posts().stream().map(Post::id).distinct()).hasSize(150);
    assertThat(given.counted(Result.FAILED)).isLessThanOrEqualTo(mailer.posts().size() - 150);
  }

  @Test
  void when_the_one_whose_turn_it_is_dies_another_goes_on_once_its_lease_is_over() {
    FeedReader dead = someone();
    assertThat(takes(dead)).isTrue();
    given.node(mailer.url());
    given.used("ada", 80);
    given.test().clockForward(FeedReader.LEASE.minusSeconds(1));
    FeedReader third = someone();
    assertThat(takes(third)).isFalse();
    assertThat(mailer.posts()).isEmpty();

    given.test().clockForward(Duration.ofSeconds(1));

    await().untilAsserted(() -> assertThat(mailer.accepted()).containsExactly("ada 80"));
    assertThat(takes(dead)).isFalse();
  }

  @Test
  void one_that_lost_its_turn_cannot_move_the_place() {
    FeedReader frozen = someone();
    takes(frozen);
    given.test().clockForward(FeedReader.LEASE);
    assertThat(given.test().database().transaction(frozen::place)).isEmpty();
    FeedReader other = someone();
    assertThat(takes(other)).isTrue();

    boolean moved =
        given.test().database().transaction(handle -> frozen.passed(handle, new FeedCursor(9, 9)));
    given.test().database().run(frozen::leave);

    assertThat(moved).isFalse();
    assertThat(given.test().database().transaction(other::place))
        .isPresent()
        .isNotEqualTo(Optional.of(new FeedCursor(9, 9)));
  }

  @Test
  void a_lease_outlives_two_lost_renewals_and_is_taken_over_within_30_s() {
    Duration lastAttempt = FeedReader.LEASE.minus(Pace.STANDARD.timeout());

    assertThat(lastAttempt).isGreaterThan(Pace.STANDARD.beat().multipliedBy(2));
    assertThat(FeedReader.LEASE.plus(Pace.STANDARD.beat())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void stopping_waits_for_the_answer_that_is_on_its_way() {
    Mailer.Held held = mailer.holds();
    QuotaWebhook node = given.node(mailer.url());
    given.used("ada", 80).used("bob", 80);
    await().until(() -> mailer.posts().size() == 1);

    CompletableFuture<Void> stopping = CompletableFuture.runAsync(node::close);
    held.release();
    stopping.join();
    given.node(mailer.url());

    await().until(() -> mailer.posts().size() >= 2);
    assertThat(mailer.told()).containsExactly("ada 80", "bob 80");
  }

  @Test
  void stopping_does_not_wait_for_another_attempt() {
    mailer.answers(503, "Retry-After", "3");
    QuotaWebhook node = given.node(mailer.url());
    given.used("ada", 80);
    await().until(() -> given.counted(Result.FAILED) == 1);

    node.close();
    given.node(mailer.url());

    await().untilAsserted(() -> assertThat(mailer.accepted()).containsExactly("ada 80"));
    List<Post> posts = mailer.posts();
    assertThat(posts).extracting(Post::id).containsOnly(posts.get(0).id());
    assertThat(Duration.ofNanos(posts.get(1).atNanos() - posts.get(0).atNanos()))
        .isLessThan(Duration.ofMillis(2_900));
  }
}
