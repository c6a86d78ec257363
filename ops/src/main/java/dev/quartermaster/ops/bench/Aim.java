package dev.quartermaster.ops.bench;

import java.util.Locale;

/** What a ratio should be, at a million accounts unless its bench says otherwise. */
sealed interface Aim {

  boolean isMet(double ratio);

  /** For people. */
  String text();

  record AtMost(double bound) implements Aim {
    @Override
    public boolean isMet(double ratio) {
      return ratio <= bound;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "at most %.2f", bound);
    }
  }

  record AtLeast(double bound) implements Aim {
    @Override
    public boolean isMet(double ratio) {
      return ratio >= bound;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "at least %.0f", bound);
    }
  }
}
