package dev.quartermaster.ops.incident;

/** By whom the night is lived through. */
public enum Side {
  OURS("ours"),
  OLD("the old way");

  private final String words;

  Side(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
