package dev.quartermaster.quota.account;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Accounts as people name them, and as rows do. One that is gone is {@code #17}, which no user can
 * be called.
 */
public final class AccountNames {

  private AccountNames() {}

  /** The name of an account. */
  public static String of(Handle handle, long account) {
    return handle
        .createQuery("SELECT username FROM account WHERE id = :id")
        .bind("id", account)
        .mapTo(String.class)
        .findOne()
        .orElse("#" + account);
  }

  /** The ids of those that there are, by the names as they were given. */
  public static Map<String, Long> ids(Handle handle, Collection<String> names) {
    Map<String, Long> byKey = new HashMap<>();
    handle
        .createQuery("SELECT username_key, id FROM account WHERE username_key = ANY (:keys)")
        .bindArray(
            "keys",
            String.class,
            names.stream().filter(name -> !isGone(name)).map(AccountNames::key).toArray())
        .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(entry -> byKey.put(entry.getKey(), entry.getValue()));
    Map<String, Long> ids = new HashMap<>();
    for (String name : names) {
      Long id = isGone(name) ? Long.valueOf(name.substring(1)) : byKey.get(key(name));
      if (id != null) {
        ids.put(name, id);
      }
    }
    return ids;
  }

  private static boolean isGone(String name) {
    return name.startsWith("#");
  }

  private static String key(String name) {
    return Username.of(name).key();
  }
}
