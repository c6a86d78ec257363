package dev.quartermaster.ops.config;

/** Where a key stands: at the top, or in one entry of a section. Routes are numbered from 1. */
record Place(Section section, String name) {

  static final Place TOP = new Place(Section.TOP, "");

  String path(Key<?> key) {
    return path(key.name());
  }

  String path(String key) {
    return section == Section.TOP ? key : section.key() + "." + name + "." + key;
  }

  /** {@code schedule 'cpu-reset'}; empty at the top. */
  String entry() {
    return switch (section) {
      case TOP -> "";
      case ROUTES -> section.entry() + " " + name;
      default -> section.entry() + " '" + name + "'";
    };
  }

  /** Begins a message about something in it. */
  String subject() {
    return section == Section.TOP ? "" : entry() + ": ";
  }
}
