package dev.quartermaster.ops.agent.tarpit;

/**
 * The file of a control group that holds its share of the CPU. It counts only while others want the
 * CPU too: alone, somebody in the tarpit has a whole core.
 */
public enum Knob {
  /**
   * cgroup v2. The least there is in the tarpit, which is what shares of 2 become by the usual
   * conversion {@code 1 + (shares - 2) × 9999 / 262142}; otherwise the kernel's own default.
   */
  WEIGHT("cpu.weight", "1", "100"),

  /** cgroup v1: the hosting platform's own figures for the tarpit and for a free account. */
  SHARES("cpu.shares", "2", "300");

  final String file;
  final String slow;
  final String usual;

  Knob(String file, String slow, String usual) {
    this.file = file;
    this.slow = slow;
    this.usual = usual;
  }
}
