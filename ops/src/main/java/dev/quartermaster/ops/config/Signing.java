package dev.quartermaster.ops.config;

import dev.quartermaster.alerts.channel.WebhookSignature;
import dev.quartermaster.ops.config.Type.Hidden;

/** The type of secrets that sign. */
final class Signing {

  private Signing() {}

  /** One or several, as {@link WebhookSignature} takes them. */
  static Type<Secret> signingSecret() {
    return new Hidden("a signing secret", (text, in) -> checked(Types.notBlank(text)));
  }

  private static Secret checked(String text) throws BadValue {
    try {
      WebhookSignature.by(text);
      return new Secret(text);
    } catch (IllegalArgumentException e) {
      throw new BadValue("is not a signing secret: " + e.getMessage());
    }
  }
}
