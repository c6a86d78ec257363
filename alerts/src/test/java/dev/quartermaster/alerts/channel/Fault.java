package dev.quartermaster.alerts.channel;

/** How a server that is reached by TCP can fail. */
enum Fault {
  /** Nobody listens. */
  DEAD,
  /** Takes the connection, and never says anything. */
  BLACK_HOLE,
  /** A byte now and then, without an end. */
  DRIBBLE,
  /** Hangs up on whoever has said something. */
  HANG_UP,
  /** Bytes as fast as they are taken, without an end. */
  FLOOD
}
