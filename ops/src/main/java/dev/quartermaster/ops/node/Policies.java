package dev.quartermaster.ops.node;

import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.usage.Retention;
import java.util.Set;

/** The configuration as the modules below want it. */
public final class Policies {

  private Policies() {}

  /** How long usage is kept. */
  public static Retention retention(Configuration configuration) {
    Configuration.Keep keep = configuration.quota().keep();
    return new Retention(configuration.quota().lateRecords(), keep.records(), keep.history());
  }

  /** Which usage is taken and what of it is charged. */
  public static ChargePolicy charging(Configuration configuration, boolean anyAge) {
    return new ChargePolicy(
        Set.copyOf(configuration.quota().chargedSources()),
        configuration.quota().lateRecords(),
        anyAge,
        configuration.quota().warnAt());
  }
}
