package dev.quartermaster.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.ops.webhook.Mailer.Post;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuotaWebhookTest {

  private static final String NEW_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  private Platform given;
  private Mailer mailer;

  @BeforeEach
  void open() {
    given = new Platform(QuotaWebhookTest.class);
    mailer = Mailer.knowing(Platform.SECRET);
  }

  @AfterEach
  void close() {
    given.close();
    mailer.close();
    assertThat(mailer.refused()).isEmpty();
  }

  private void awaitAccepted(String... warnings) {
    await().untilAsserted(() -> assertThat(mailer.accepted()).containsExactly(warnings));
  }

  @Test
  void a_warning_is_posted_with_the_account_as_it_is() {
    given.node(mailer.url());

    given.used("ada", 85);

    awaitAccepted("ada 80");
    Post post = mailer.posts().get(0);
    assertThat(post.id()).matches("msg_[0-9a-f-]{36}");
    assertThat(post.timestamp()).isEqualTo(String.valueOf(Platform.NOON.getEpochSecond()));
    assertThat(post.body().toString())
        .isEqualTo(
            """
            {"type":"quota.warning","timestamp":"2024-05-03T12:00:00Z","data":{"id":"%s","username":"ada",\
            "percent":80,"used_s":85,"allowance_s":100,"in_tarpit":false,\
            "period_start":"2024-05-03T00:00:00Z","next_reset_time":"2024-05-04T00:00:00Z"}}"""
                .formatted(post.data("id")));
  }

  @Test
  void warnings_come_once_and_in_the_order_of_the_feed() {
    given.node(mailer.url());

    given.used("ada", 80).used("bob", 150).used("ada", 20).used("carl", 79);

    awaitAccepted("ada 80", "bob 80", "bob 100", "ada 100");
    assertThat(mailer.posts()).extracting(Post::id).doesNotHaveDuplicates();
    await().untilAsserted(() -> assertThat(given.counted(Result.ACCEPTED)).isEqualTo(4));
    assertThat(given.counted(Result.FAILED)).isZero();
  }

  @Test
  void a_receiver_that_is_down_hears_of_all_when_it_is_up() {
    mailer.close();
    given.node(mailer.url());
    given.used("ada", 80).used("bob", 80);
    await().until(() -> given.counted(Result.FAILED) >= 2);

    mailer = Mailer.knowing(Platform.SECRET, mailer.port());

    awaitAccepted("ada 80", "bob 80");
  }

  @Test
  void whatever_is_not_2xx_is_followed_by_the_same_message() {
    mailer
        .answers(500)
        .answers(404)
        .answers(410)
        .answers(302, "Location", "/elsewhere")
        .answers(307, "Location", "/elsewhere");
    given.node(mailer.url());

    given.used("ada", 80).used("bob", 80);

    awaitAccepted("ada 80", "bob 80");
    assertThat(mailer.told())
        .containsExactly("ada 80", "ada 80", "ada 80", "ada 80", "ada 80", "ada 80", "bob 80");
    assertThat(mailer.posts().subList(0, 6)).extracting(Post::id).containsOnly(id(0));
    assertThat(given.counted(Result.FAILED)).isEqualTo(5);
  }

  private String id(int post) {
    return mailer.posts().get(post).id();
  }

  @Test
  void a_message_whose_answer_is_lost_comes_again_under_its_id() {
    mailer.loses();
    given.node(mailer.url());

    given.used("ada", 80).used("bob", 80);

    await().until(() -> mailer.told().size() >= 3);
    assertThat(mailer.told()).containsExactly("ada 80", "ada 80", "bob 80");
    assertThat(id(1)).isEqualTo(id(0));
    assertThat(id(2)).isNotEqualTo(id(0));
  }

  @Test
  void another_attempt_is_signed_with_its_own_time() {
    mailer.answers(503, "Retry-After", "1");
    given.node(mailer.url());

    given.used("ada", 80);
    await().until(() -> mailer.posts().size() == 1);
    given.test().clockForward(Duration.ofSeconds(90));

    awaitAccepted("ada 80");
    assertThat(mailer.posts())
        .extracting(post -> Long.parseLong(post.timestamp()) - Platform.NOON.getEpochSecond())
        .containsExactly(0L, 90L);
  }

  @Test
  void a_receiver_is_left_alone_for_as_long_as_it_asks() {
    mailer.answers(429, "Retry-After", "1").answers(503, "Retry-After", "86400");
    given.node(mailer.url());

    given.used("ada", 80);

    awaitAccepted("ada 80");
    List<Post> posts = mailer.posts();
    assertThat(Duration.ofNanos(posts.get(1).atNanos() - posts.get(0).atNanos()))
        .isBetween(Duration.ofMillis(990), Duration.ofSeconds(3));
    // A day would be too long: the longest delay counts.
    assertThat(Duration.ofNanos(posts.get(2).atNanos() - posts.get(1).atNanos()))
        .isBetween(Duration.ofMillis(2_990), Duration.ofSeconds(8));
  }

  @Test
  void a_warning_that_nobody_accepts_for_a_day_is_given_up_and_the_next_ones_get_through() {
    mailer.answers(500).answers(422).answers(422, "Retry-After", "1");
    given.node(mailer.url());
    given.used("ada", 80).used("bob", 80);
    await().until(() -> mailer.posts().size() == 3);

    given.test().clockForward(Duration.ofHours(24));
    mailer.answers(422);

    awaitAccepted("bob 80");
    assertThat(mailer.told()).containsExactly("ada 80", "ada 80", "ada 80", "ada 80", "bob 80");
    assertThat(given.counted(Result.EXPIRED)).isEqualTo(1);
    assertThat(given.errors())
        .containsExactly(
            "The warning of 80 % to 'ada' at 2024-05-03T12:00:00Z is given up, 24 h old, never accepted by the quota webhook: status 422");
  }

  @Test
  void a_receiver_believes_when_it_knows_one_of_the_secrets() {
    given.node(mailer.url(), NEW_SECRET + " " + Platform.SECRET);

    given.used("ada", 80);

    awaitAccepted("ada 80");
  }
}
