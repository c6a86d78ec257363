package dev.quartermaster.ops.launcher;

/** What a terminal shows of what was written to it: without colours and other orders. */
final class Shown {

  private Shown() {}

  static String of(String written) {
    return written.replaceAll("\033\\[[0-9;?]*[A-Za-z]", "").replace("\r\n", "\n");
  }
}
