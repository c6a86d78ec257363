package dev.quartermaster.ops.dashboard;

/**
 * How a state looks: a symbol, a word and a colour, so that it reads without the colour and without
 * the symbol.
 */
record Mark(String symbol, Tone tone, String word) {

  /** The class that the stylesheet colours. */
  enum Tone {
    GOOD,
    BUSY,
    BAD,
    QUIET;

    String css() {
      return switch (this) {
        case GOOD -> "good";
        case BUSY -> "busy";
        case BAD -> "bad";
        case QUIET -> "quiet";
      };
    }
  }

  /** Of a schedule's or a node's state. */
  static Mark ofState(String state) {
    return switch (state) {
      case "ok", "up" -> new Mark("✓", Tone.GOOD, state);
      case "running" -> new Mark("▸", Tone.BUSY, state);
      case "due" -> new Mark("◔", Tone.BUSY, state);
      case "late", "overrun" -> new Mark("!", Tone.BAD, state);
      case "failing", "dead" -> new Mark("✕", Tone.BAD, state);
      case "new" -> new Mark("○", Tone.QUIET, state);
      default -> new Mark("–", Tone.QUIET, state);
    };
  }

  /** Of how a run ended. */
  static Mark ofOutcome(String outcome) {
    return switch (outcome) {
      case "succeeded" -> new Mark("✓", Tone.GOOD, outcome);
      case "handed-on" -> new Mark("→", Tone.BUSY, "handed on");
      case "failed" -> new Mark("✕", Tone.BAD, outcome);
      default -> new Mark("–", Tone.QUIET, outcome);
    };
  }

  Mark saying(String words) {
    return new Mark(symbol, tone, words);
  }

  Html html() {
    return Html.of(
        "<span class=\"mark {}\"><span class=\"symbol\" aria-hidden=\"true\">{}</span> {}</span>",
        tone.css(),
        symbol,
        word);
  }
}
