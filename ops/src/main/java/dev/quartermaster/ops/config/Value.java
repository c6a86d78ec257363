package dev.quartermaster.ops.config;

import java.util.List;
import java.util.Map;

/** What was written for a key, before the key's type reads it. */
sealed interface Value {

  Origin origin();

  /** How a message calls it. */
  String kind();

  record Scalar(String text, Origin origin) implements Value {
    @Override
    public String kind() {
      return "'" + text + "'";
    }
  }

  /** A key without a value. */
  record Nothing(Origin origin) implements Value {
    @Override
    public String kind() {
      return "empty";
    }
  }

  record Items(List<Value> items, Origin origin) implements Value {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** In the order of the file. */
  record Fields(Map<String, Field> fields, Origin origin) implements Value {
    @Override
    public String kind() {
      return "a map";
    }
  }

  /** {@code origin} is the key's own place, which may be lines above its value. */
  record Field(Origin origin, Value value) {}
}
