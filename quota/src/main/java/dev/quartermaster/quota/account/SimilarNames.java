package dev.quartermaster.quota.account;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jdbi.v3.core.Handle;

/**
 * Registered names that look like one that is not. They are looked up, not searched for: so it
 * takes milliseconds among a million.
 */
final class SimilarNames {

  private static final int MOST = 3;

  /** Of those that begin alike, so many are compared. */
  private static final int COMPARED = 200;

  /** What names commonly consist of. */
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789._-";

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private SimilarNames() {}

  /** Those with one letter more, less or other, or two swapped; and those that begin alike. */
  static List<Username> of(Handle handle, Username name) {
    String key = name.key();
    int far = Math.max(2, key.length() / 3);
    return candidates(handle, key).stream()
        .filter(other -> DISTANCE.apply(key, other.key()) <= far)
        .sorted(
            Comparator.<Username>comparingInt(other -> distance(key, other))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  private static int distance(String key, Username other) {
    return DISTANCE.apply(key, other.key());
  }

  /** By account_username_key, each of them. */
  private static List<Username> candidates(Handle handle, String key) {
    return handle
        .createQuery(
            """
            SELECT username FROM account WHERE username_key = ANY (:near)
            UNION
            (SELECT username FROM account WHERE starts_with(username_key, :beginning) LIMIT :compared)
            """)
        .bindArray("near", String.class, oneOff(key).toArray())
        .bind("beginning", beginning(key))
        .bind("compared", COMPARED)
        .map((row, context) -> Username.of(row.getString(1)))
        .list();
  }

  /** All but the last letters: the names that share less are too many to compare. */
  private static String beginning(String key) {
    int letters = key.codePointCount(0, key.length());
    int kept = Math.max(Math.min(letters, 3), letters - 2);
    return key.substring(0, key.offsetByCodePoints(0, kept));
  }

  private static Set<String> oneOff(String key) {
    Set<String> near = new TreeSet<>();
    for (int at = 0; at <= key.length(); at++) {
      String before = key.substring(0, at);
      String rest = key.substring(at);
      String after = rest.isEmpty() ? "" : rest.substring(1);
      near.add(before + after);
      if (rest.length() > 1) {
        near.add(before + rest.charAt(1) + rest.charAt(0) + rest.substring(2));
      }
      for (int place = 0; place < LETTERS.length(); place++) {
        char letter = LETTERS.charAt(place);
        near.add(before + letter + rest);
        near.add(before + letter + after);
      }
    }
    return near;
  }
}
