package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Alerts by the number that a person gave. */
final class KnownAlerts {

  private KnownAlerts() {}

  /**
   * The alert of that number.
   *
   * @throws BadInput names those that are open
   */
  static Alert find(Handle handle, long id) {
    return Alerts.find(handle, id).orElseThrow(() -> unknown(handle, id));
  }

  private static BadInput unknown(Handle handle, long id) {
    String open =
        Alerts.open(handle).stream()
            .map(alert -> Long.toString(alert.id()))
            .collect(Collectors.joining(", "));
    return new BadInput(
        "there is no alert %d; open are: %s".formatted(id, open.isEmpty() ? "none" : open));
  }
}
