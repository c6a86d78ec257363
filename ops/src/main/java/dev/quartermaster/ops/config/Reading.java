package dev.quartermaster.ops.config;

/** A value as its type read it. */
record Reading<T>(Key<T> key, T value, Origin origin) {

  String shown() {
    return key.type().show(value);
  }
}
