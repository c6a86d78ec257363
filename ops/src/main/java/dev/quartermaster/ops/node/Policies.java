package dev.quartermaster.ops.node;

import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.quota.charge.ChargePolicy;
import java.util.Set;

/** The configuration as the modules below want it. */
public final class Policies {

  private Policies() {}

  /** Which usage is taken and what of it is charged. */
  public static ChargePolicy charging(Configuration configuration, boolean anyAge) {
    return new ChargePolicy(
        Set.copyOf(configuration.quota().chargedSources()),
        configuration.quota().lateRecords(),
        anyAge);
  }
}
