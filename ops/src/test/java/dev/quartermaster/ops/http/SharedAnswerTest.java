package dev.quartermaster.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.db.DatabaseUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedAnswerTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    gate.countDown();
    threads.shutdownNow();
  }

  @Test
  void callers_that_come_together_share_one_question() throws Exception {
    SharedAnswer<Integer> shared = new SharedAnswer<>(this::countBehindTheGate, threads);
    CountDownLatch waiting = new CountDownLatch(5);
    List<CompletableFuture<Integer>> callers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      callers.add(
          CompletableFuture.supplyAsync(
              () -> {
                waiting.countDown();
                return shared.get();
              },
              threads));
    }
    assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
    gate.countDown();

    for (CompletableFuture<Integer> caller : callers) {
      assertThat(caller.get(10, TimeUnit.SECONDS)).isBetween(1, 5);
    }
    assertThat(shared.get()).isEqualTo(asked.get());
  }

  @Test
  void the_next_question_asks_anew() {
    SharedAnswer<Integer> shared = new SharedAnswer<>(asked::incrementAndGet, threads);

    assertThat(shared.get()).isEqualTo(1);
    assertThat(shared.get()).isEqualTo(2);
  }

  @Test
  void no_thread_left_is_no_answer() {
    SharedAnswer<Integer> shared =
        new SharedAnswer<>(
            asked::incrementAndGet,
            task -> {
              throw new RejectedExecutionException("full");
            });

    assertThatThrownBy(shared::get).isInstanceOf(SharedAnswer.NoAnswer.class);
  }

  @Test
  void the_reason_of_an_outage_reaches_those_who_could_not_wait_for_it() {
    List<Runnable> held = new ArrayList<>();
    SharedAnswer<Integer> shared =
        new SharedAnswer<>(
            () -> {
              throw new DatabaseUnavailable("db1 is down", null);
            },
            held::add);
    assertThatThrownBy(shared::get).hasMessageContaining("has not answered");

    held.remove(0).run();

    assertThatThrownBy(shared::get).hasMessage("db1 is down");
  }

  private int countBehindTheGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return asked.incrementAndGet();
  }
}
