package dev.quartermaster.ops.detect;

import dev.quartermaster.alerts.channel.RealAlertmanager;
import java.nio.file.Path;
import java.util.Locale;
import org.opentest4j.TestAbortedException;

/** How a page goes to people: by each channel the fault is done to an installation of its own. */
enum Way {
  /** A look-alike. */
  PAGERDUTY,
  /** To a real mail server. */
  MAIL,
  /** Debian's, and out of it to a webhook. */
  ALERTMANAGER;

  /**
   * Opens its receiver.
   *
   * @throws TestAbortedException where {@link RealAlertmanager} is not installed
   */
  Receiver open(Path directory) {
    return switch (this) {
      case PAGERDUTY -> new Pager();
      case MAIL -> new Postbox();
      case ALERTMANAGER -> new Duty(directory);
    };
  }

  /** Said on standard error where it is not. */
  boolean isInstalled() {
    return this != ALERTMANAGER || RealAlertmanager.isInstalled();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
