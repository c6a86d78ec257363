package dev.quartermaster.ops.bench;

import java.util.Optional;

/**
 * How those ways are measured that would take too long for all accounts.
 *
 * @param size how many accounts, where it was asked for
 * @param most accounts there are
 * @param threads of a scheduler whose number of them is ours to choose
 */
record Sampling(Optional<Integer> size, int most, int threads) {

  int sizeOr(int usual) {
    return Math.min(size.orElse(usual), most);
  }
}
