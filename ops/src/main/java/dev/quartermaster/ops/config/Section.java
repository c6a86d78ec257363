package dev.quartermaster.ops.config;

/** A part of the file. All but the top hold entries that have a name, or a number in a list. */
enum Section {
  TOP("", ""),
  CALENDARS("calendars", "calendar"),
  SCHEDULES("schedules", "schedule"),
  MONITORS("monitors", "monitor"),
  CHANNELS("channels", "channel"),
  ROUTES("routes", "route");

  private final String key;
  private final String entry;

  Section(String key, String entry) {
    this.key = key;
    this.entry = entry;
  }

  /** Its key at the top of the file. */
  String key() {
    return key;
  }

  /** What one of its entries is called in a message. */
  String entry() {
    return entry;
  }

  boolean isList() {
    return this == ROUTES;
  }
}
