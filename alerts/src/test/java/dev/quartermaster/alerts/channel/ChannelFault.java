package dev.quartermaster.alerts.channel;

/** What can be the matter with a channel, each as its sender meets it. */
public enum ChannelFault {
  /** Nobody listens. */
  DEAD,
  /** Takes the connection, and never answers. */
  BLACK_HOLE,
  /** Listens, and never takes the connection. */
  DEAF,
  /** Takes the page, and answers when nobody waits any more. */
  TOO_SLOW,
  /** Takes its time, and answers while somebody waits. */
  SLOW,
  /** 429, or 421 of mail. */
  BUSY,
  /** 429, and when to come again. */
  BUSY_FOR_A_MINUTE,
  /** 500, or 451 of mail. */
  BROKEN,
  /** Its certificate is its own word only. */
  SELF_SIGNED,
  /** Its certificate was good until yesterday. */
  EXPIRED,
  /** Its certificate is good, and another's. */
  OF_ANOTHER_NAME,
  /** Says that it has taken it, and has not. */
  LYING,
  /** There is no such program. */
  MISSING,
  /** The program ends with 1. */
  FAILING,
  /** The program does not end. */
  HANGING,
  /** The program is killed. */
  KILLED
}
