package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/** What a client and a provider say to each other through a {@link Gate}. */
record Passage(Socket client, Socket provider, Consumer<Gate.Moment> watcher) {

  private static final int MOST_BYTES = 65_536;

  /**
   * Until either has gone.
   *
   * @param delay of the first answer
   */
  void run(Era era, Duration delay) throws IOException {
    era.run(
        () -> {
          try (client;
              provider) {
            ask(client.getInputStream(), provider.getOutputStream());
          }
        });
    try (client;
        provider) {
      answer(provider.getInputStream(), client.getOutputStream(), () -> era.rest(delay));
    }
  }

  private void ask(InputStream from, OutputStream to) throws IOException {
    byte[] bytes = new byte[MOST_BYTES];
    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
      watcher.accept(Gate.Moment.ASKED);
      to.write(bytes, 0, count);
    }
  }

  private void answer(InputStream from, OutputStream to, Runnable first) throws IOException {
    byte[] bytes = new byte[MOST_BYTES];
    Runnable before = first;
    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
      watcher.accept(Gate.Moment.TAKEN);
      before.run();
      before = () -> {};
      to.write(bytes, 0, count);
      watcher.accept(Gate.Moment.ANSWERED);
    }
  }
}
