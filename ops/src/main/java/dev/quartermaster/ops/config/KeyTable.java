package dev.quartermaster.ops.config;

import java.util.ArrayList;
import java.util.List;

/** Keys in the order in which people should read them. */
final class KeyTable {

  private final List<Key<?>> keys = new ArrayList<>();

  /** Adds the key, and after a secret its twin that names a file. */
  <T> Key<T> add(Key<T> key) {
    keys.add(key);
    if (key.type() instanceof Type.Hidden secret) {
      keys.add(twin(key, secret));
    }
    return key;
  }

  private static Key<Secret> twin(Key<?> key, Type.Hidden secret) {
    String meaning = "The same, kept in a file of its own; relative to this file's directory.";
    return new Key<>(
        key.section(),
        key.name() + Key.FILE,
        Addresses.fileHolding(secret),
        Key.words(meaning),
        new Key.Rules(key.rules().kinds(), false, key.rules().group()));
  }

  List<Key<?>> keys() {
    return List.copyOf(keys);
  }
}
