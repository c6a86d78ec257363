package dev.quartermaster.ops.cli;

import dev.quartermaster.quota.account.AccountRows;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.account.Username;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Accounts by name, in any case.
 *
 * @param ids those that there are, each once
 * @param failed the others, by the name as it was given, and why
 */
record GivenNames(List<Long> ids, Map<String, String> failed) {

  private static final int AT_ONCE = 10_000;

  /** With which some editors begin a file. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Names that look like a wrong one are searched for so many of them. */
  private static final int LOOKED_FOR = 20;

  /** Looks them up. */
  static GivenNames of(Handle handle, List<String> names) {
    Map<String, String> failed = new LinkedHashMap<>();
    Map<Username, String> given = new LinkedHashMap<>();
    for (String name : names) {
      try {
        given.putIfAbsent(Username.of(name), name);
      } catch (IllegalArgumentException e) {
        failed.put(name, String.valueOf(e.getMessage()));
      }
    }
    List<Long> ids = new ArrayList<>();
    List<Username> all = List.copyOf(given.keySet());
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<Username> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      Map<String, AccountRow> found =
          AccountRows.byKey(handle, some.stream().map(Username::key).toList());
      for (Username name : some) {
        AccountRow account = found.get(name.key());
        if (account == null) {
          failed.put(given.get(name), unknown(handle, name, failed.size()));
        } else {
          ids.add(account.id());
        }
      }
    }
    return new GivenNames(ids, failed);
  }

  private static String unknown(Handle handle, Username name, int before) {
    return before < LOOKED_FOR
        ? UnknownUser.message(handle, name)
        : "there is no account '%s'".formatted(name);
  }

  /** The names in a file, one a line; {@code -} is standard input. Empty lines are passed over. */
  static List<String> read(String file) {
    try {
      byte[] bytes =
          file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
      // Bytes that are no text are refused wherever they come from, and not decoded to other names.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (CharacterCodingException e) {
      throw new BadInput("%s is not text in UTF-8".formatted(file));
    } catch (IOException | InvalidPathException e) {
      throw new BadInput("%s cannot be read (%s)".formatted(file, e.getMessage()));
    }
  }
}
