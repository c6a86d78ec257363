package dev.quartermaster.ops.agent.meter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How fine the kernel tells processes' times. */
public final class Ticks {

  /** What every Linux since 2.6 says; {@code getconf} is asked in case one does not. */
  private static final int USUAL = 100;

  private Ticks() {}

  public static int perSecond() {
    try {
      Process getconf = new ProcessBuilder("getconf", "CLK_TCK").start();
      String answer =
          new String(getconf.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return answer.matches("[1-9]\\d{0,5}") ? Integer.parseInt(answer) : USUAL;
    } catch (IOException e) {
      // A bare host may lack it; the kernel's interface does not depend on it.
      return USUAL;
    }
  }
}
