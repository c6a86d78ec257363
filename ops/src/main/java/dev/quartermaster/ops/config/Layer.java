package dev.quartermaster.ops.config;

import java.util.Map;

/**
 * What one source gave.
 *
 * @param values by path
 * @param entries the entries it names, in its order, also those without a key
 */
record Layer(Map<String, Value.Field> values, Map<Place, Origin> entries) {

  static final Layer EMPTY = new Layer(Map.of(), Map.of());
}
