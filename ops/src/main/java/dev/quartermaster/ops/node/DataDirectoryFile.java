package dev.quartermaster.ops.node;

import dev.quartermaster.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data directory's quartermaster.yaml: made once, then the user's to edit; only the server's
 * address is kept right.
 */
final class DataDirectoryFile {

  private static final Pattern ADDRESS =
      Pattern.compile("jdbc:postgresql://127\\.0\\.0\\.1:\\d+/quartermaster");

  private DataDirectoryFile() {}

  static void write(Path directory, EmbeddedPostgres server) {
    Path file = directory.resolve(Installation.FILE);
    try {
      if (!Files.exists(file)) {
        replace(file, first(server));
        return;
      }
      String text = Files.readString(file);
      String right = ADDRESS.matcher(text).replaceAll(Matcher.quoteReplacement(server.jdbcUrl()));
      if (!right.equals(text)) {
        replace(file, right);
      }
    } catch (IOException e) {
      throw new DataDirectoryUnusable(directory, e);
    }
  }

  private static String first(EmbeddedPostgres server) {
    return """
        # The configuration of this data directory; 'quartermaster config reference' lists every key.
        # The database is the embedded PostgreSQL in postgres/; commands start it when it does not run.
        # Its address is kept up to date here, for psql and the like.
        database:
          embedded: true
          url: "%s"
          user: %s
          password-file: postgres/password
        """
        .formatted(server.jdbcUrl(), server.user());
  }

  /** In one step, so that nobody reads half of it. */
  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
