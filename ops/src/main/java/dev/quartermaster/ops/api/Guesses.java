package dev.quartermaster.ops.api;

import io.javalin.http.Context;
import io.javalin.http.TooManyRequestsResponse;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Keeps guessing slow: an address that named too many keys that nobody has is not listened to for
 * the rest of the minute. Right keys are never counted, however many jobs share an address.
 */
final class Guesses {

  /** Misses a minute. */
  static final int MOST = 60;

  /** Counts at most: strangers must not fill the memory, so that a few may share one. */
  private static final int COUNTS = 1 << 16;

  private final RateLimit misses = new RateLimit(MOST);

  /**
   * Before the key is looked at.
   *
   * @throws TooManyRequestsResponse when it is not listened to; the answer says when to come back
   */
  void refuseIfTooMany(Context context) {
    Optional<Duration> wait = misses.spent(stranger(context.ip()));
    if (wait.isPresent()) {
      context.header("Retry-After", String.valueOf(wait.get().toSeconds()));
      throw new TooManyRequestsResponse(
          "This address has tried %d keys or links that nobody gave out within a minute; try again in %d s."
              .formatted(MOST, wait.get().toSeconds()));
    }
  }

  /** Counts a key that nobody has. */
  void missed(Context context) {
    var unused = misses.refusal(stranger(context.ip()));
  }

  private static String stranger(String address) {
    return String.valueOf(Math.floorMod(network(address).hashCode(), COUNTS));
  }

  /** Of IPv6 a host has a whole network to choose from. */
  private static String network(String address) {
    try {
      // An address, never a name: nothing is asked of anybody.
      InetAddress parsed = InetAddress.getByName(address);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8))
          : address;
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
