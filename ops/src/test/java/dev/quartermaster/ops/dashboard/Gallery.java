package dev.quartermaster.ops.dashboard;

import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.http.HttpSurface;
import dev.quartermaster.ops.status.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Serves the page in each of its states, each at a port of its own, until it is stopped. */
public final class Gallery {

  private static final Map<String, Supplier<Status>> STATES =
      new TreeMap<>(
          Map.of(
              "all-well", Pictures::allWell,
              "late-and-overdue", Pictures::lateAndOverdue,
              "no-node", Pictures::noNode,
              "brand-new", Pictures::brandNew,
              "hostile", Pictures::hostile,
              "database-away", Gallery::away));

  private Gallery() {}

  public static void main(String[] args) throws InterruptedException {
    STATES.forEach(
        (name, status) -> {
          HttpSurface surface =
              HttpSurface.start(
                  new Configuration.Http("127.0.0.1", 0, Optional.empty(), 40),
                  new HttpSurface.Sources(status, List::of, () -> "", List.of()));
          System.out.println(name + " " + surface.address());
        });
    new CountDownLatch(1).await();
  }

  private static Status away() {
    throw new DatabaseUnavailable(
        "cannot reach jdbc:postgresql://db1:5432/quartermaster (Connection refused): is it running, and is database.url right?",
        null);
  }
}
