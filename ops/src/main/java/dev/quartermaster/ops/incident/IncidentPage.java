package dev.quartermaster.ops.incident;

/** The night as one page that needs nothing else. */
public final class IncidentPage {

  private IncidentPage() {}

  /** HTML. */
  public static String of(Result result) {
    return IncidentJson.of(result).toString();
  }
}
