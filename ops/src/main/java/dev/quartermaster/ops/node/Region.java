package dev.quartermaster.ops.node;

import org.jdbi.v3.core.Handle;

/** A database belongs to one region, and refuses another's nodes. */
final class Region {

  private Region() {}

  static void claim(Handle handle, String name) {
    handle
        .createUpdate("INSERT INTO region (name) VALUES (:name) ON CONFLICT DO NOTHING")
        .bind("name", name)
        .execute();
    String owner = handle.createQuery("SELECT name FROM region").mapTo(String.class).one();
    if (!owner.equals(name)) {
      throw new Refused(
          "this database belongs to region '%s', this node to '%s': mend 'region' or 'database.url'"
              .formatted(owner, name));
    }
  }
}
