package dev.quartermaster.ops.bench;

import java.time.Duration;

/**
 * One side, measured once.
 *
 * @param nodeCpu CPU time that the node used
 * @param postgresCpu CPU time that PostgreSQL used
 */
record ChargeRound(Loaded loaded, Duration nodeCpu, Duration postgresCpu) {

  static ChargeRound measure(ChargeWorld world, ChargeSide side, Duration time) {
    Duration node = world.node().cpu();
    Duration postgres = world.scratch().cpu();
    Loaded loaded = world.load(side, time);
    return new ChargeRound(
        loaded, world.node().cpu().minus(node), world.scratch().cpu().minus(postgres));
  }
}
