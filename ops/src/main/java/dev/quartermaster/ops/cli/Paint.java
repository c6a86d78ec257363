package dev.quartermaster.ops.cli;

import picocli.CommandLine.Help.Ansi.Style;

/** Colours that only underline what the words say; none where nobody could see them. */
enum Paint {
  STRONG(Style.bold),
  GOOD(Style.fg_green),
  BAD(Style.fg_red),
  BUSY(Style.fg_yellow),
  FAINT(Style.faint);

  private final Style style;

  Paint(Style style) {
    this.style = style;
  }

  /** The text in it, on a terminal that shows colours. */
  String on(String text) {
    // Its own end of bold is a double underline on some terminals.
    return Terminal.colours() ? style.on() + text + Style.reset.off() : text;
  }
}
