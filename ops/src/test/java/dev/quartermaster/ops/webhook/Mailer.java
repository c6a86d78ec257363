package dev.quartermaster.ops.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a platform has: takes posts, believes those that are signed, and mails. */
final class Mailer implements AutoCloseable {

  /** A part of the address that must not be told to anyone. */
  static final String PATH = "/s3cret-path";

  /** A post that was signed as it should be. */
  record Post(String id, String timestamp, JsonNode body, int status, long atNanos) {
    String told() {
      return data("username") + " " + data("percent");
    }

    String data(String key) {
      return body.path("data").path(key).asText();
    }

    boolean isAccepted() {
      return status / 100 == 2;
    }
  }

  /** How it answers once, and what it waits for before. */
  private record Answering(int status, String header, String value, CountDownLatch after) {}

  /** An answer that waits. */
  record Held(CountDownLatch latch) {
    void release() {
      latch.countDown();
    }
  }

  private static final Answering WELL = new Answering(204, "X-Nothing", "", new CountDownLatch(0));

  private final String secret;
  private final Javalin server;
  private final int port;
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final List<String> unsigned = new CopyOnWriteArrayList<>();
  private final Queue<Answering> answers = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  private Mailer(String secret, int port) {
    this.secret = secret;
    this.server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.routes.post(PATH, this::take);
              config.routes.post("/elsewhere", context -> unsigned.add("redirected"));
            });
    this.port = server.start("127.0.0.1", port).port();
  }

  static Mailer knowing(String secret) {
    return new Mailer(secret, 0);
  }

  static Mailer knowing(String secret, int port) {
    return new Mailer(secret, port);
  }

  int port() {
    return port;
  }

  static String url(int port) {
    return URI.create("http://127.0.0.1:" + port + PATH).toString();
  }

  String url() {
    return url(port);
  }

  Mailer answers(int status) {
    return answers(status, "X-Nothing", "");
  }

  Mailer answers(int status, String header, String value) {
    answers.add(new Answering(status, header, value, new CountDownLatch(0)));
    return this;
  }

  /** Takes one post, and its answer is lost. */
  void loses() {
    answers.add(new Answering(200, "X-Nothing", "", closing));
  }

  /** Takes one post, and answers when it is let. */
  Held holds() {
    Held held = new Held(new CountDownLatch(1));
    answers.add(new Answering(200, "X-Nothing", "", held.latch()));
    return held;
  }

  private void take(Context context) throws Exception {
    String id = String.valueOf(context.header("webhook-id"));
    String timestamp = String.valueOf(context.header("webhook-timestamp"));
    String signed = id + "." + timestamp + "." + context.body();
    if (!isSigned(signed, String.valueOf(context.header("webhook-signature")))) {
      unsigned.add(context.body());
      context.status(401);
      return;
    }
    Answering answer = Optional.ofNullable(answers.poll()).orElse(WELL);
    JsonNode body = new ObjectMapper().readTree(context.body());
    posts.add(new Post(id, timestamp, body, answer.status(), System.nanoTime()));
    answer.after().await(20, TimeUnit.SECONDS);
    context.header(answer.header(), answer.value()).status(answer.status());
  }

  private boolean isSigned(String text, String signatures) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "HmacSHA256"));
    byte[] own = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    return Arrays.asList(signatures.split(" ", -1))
        .contains("v1," + Base64.getEncoder().encodeToString(own));
  }

  List<Post> posts() {
    return List.copyOf(posts);
  }

  /** The warnings of all posts, in their order. */
  List<String> told() {
    return posts.stream().map(Post::told).toList();
  }

  /** The warnings that it accepted. */
  List<String> accepted() {
    return posts.stream().filter(Post::isAccepted).map(Post::told).toList();
  }

  /** What came unsigned, or came to where it should not. */
  List<String> refused() {
    return List.copyOf(unsigned);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop();
  }
}
