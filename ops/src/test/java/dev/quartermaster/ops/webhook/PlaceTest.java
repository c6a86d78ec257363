package dev.quartermaster.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where in the feed a node begins, goes on and gives up. */
class PlaceTest {

  private Platform given;
  private Mailer mailer;

  @BeforeEach
  void open() {
    given = new Platform(PlaceTest.class);
    mailer = Mailer.knowing(Platform.SECRET);
  }

  @AfterEach
  void close() {
    given.close();
    mailer.close();
  }

  private void awaitAccepted(String... warnings) {
    await().untilAsserted(() -> assertThat(mailer.accepted()).containsExactly(warnings));
  }

  @Test
  void the_first_start_begins_at_the_end_of_the_feed() {
    given.used("ada", 90);

    given.node(mailer.url());
    given.used("bob", 90);

    awaitAccepted("bob 80");
  }

  @Test
  void a_node_that_starts_again_goes_on_where_it_stopped() {
    given.node(mailer.url()).close();
    given.used("ada", 90);

    given.node(mailer.url());

    awaitAccepted("ada 80");
  }

  @Test
  void warnings_of_long_ago_are_not_posted_any_more() {
    given.node(mailer.url()).close();
    given.used("ada", 80);
    given.test().clockForward(Duration.ofHours(26));

    given.node(mailer.url());
    given.used("bob", 80);

    awaitAccepted("bob 80");
    assertThat(mailer.told()).containsExactly("bob 80");
    assertThat(given.counted(Result.EXPIRED)).isEqualTo(1);
  }

  @Test
  void a_place_that_the_feed_no_longer_has_is_told_and_left() {
    given.node(mailer.url()).close();
    given.used("ada", 80);
    given
        .test()
        .database()
        .run(
            handle -> {
              handle.execute("UPDATE feed_reader SET tx = '1', event = 0");
              handle.execute("UPDATE feed_start SET tx = '2'");
            });

    given.node(mailer.url());
    await().until(() -> !given.errors().isEmpty());
    given.used("bob", 80);

    awaitAccepted("bob 80");
    assertThat(given.errors().get(0)).contains("goes on from the feed's end");
  }

  @Test
  void without_warnings_the_place_moves_on_now_and_then() throws SQLException {
    given.node(mailer.url());
    String before = place();

    try (Connection connection = given.test().database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "DO $$ BEGIN FOR i IN 1..1100 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
    }

    await().until(() -> !place().equals(before));
  }

  private String place() {
    return given
        .test()
        .database()
        .transaction(
            handle -> handle.createQuery("SELECT tx FROM feed_reader").mapTo(String.class).one());
  }
}
