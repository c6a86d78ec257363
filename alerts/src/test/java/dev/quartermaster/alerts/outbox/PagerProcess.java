package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.PagerDuty;
import dev.quartermaster.alerts.channel.PagerDutyLookAlike;
import dev.quartermaster.db.DatabaseSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sender in a process of its own, with several look-alikes of PagerDuty to send to. */
final class PagerProcess {

  private PagerProcess() {}

  /** The program. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<Integer> ports =
        List.of(args).subList(4, args.length).stream().map(Integer::valueOf).toList();
    SenderProcess.run(args, channels(ports));
  }

  /** {@code pager-1} and so on. */
  static Map<String, Channel> channels(List<Integer> ports) {
    Map<String, Channel> channels = new LinkedHashMap<>();
    for (int port : ports) {
      String name = "pager-" + (channels.size() + 1);
      URI url = URI.create("http://127.0.0.1:" + port + "/v2/enqueue");
      channels.put(
          name,
          new PagerDuty(name, new PagerDuty.Settings(url, PagerDutyLookAlike.ROUTING_KEY, "test")));
    }
    return channels;
  }

  static Process start(DatabaseSettings database, Path directory, List<Integer> ports)
      throws IOException {
    return SenderProcess.java(
        PagerProcess.class,
        database,
        directory,
        ports.stream().map(String::valueOf).toArray(String[]::new));
  }
}
