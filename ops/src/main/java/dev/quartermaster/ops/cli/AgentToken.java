package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the agent has its token from; a file is read at each request, so that it can be renewed.
 */
final class AgentToken {

  private static final String VARIABLE = "QUARTERMASTER_AGENT_TOKEN";

  private AgentToken() {}

  static Supplier<Secret> of(Optional<Path> file) {
    if (file.isPresent()) {
      if (!Files.isReadable(file.get())) {
        throw new BadInput("--token-file: cannot read %s".formatted(file.get()));
      }
      return () -> read(file.get());
    }
    String text = System.getenv(VARIABLE);
    if (text == null || text.isBlank()) {
      throw new BadInput(
          "the agent has no token: make one with 'tokens create --role reporter', and name its file with --token-file, or set "
              + VARIABLE);
    }
    Secret token = secret(text, VARIABLE);
    return () -> token;
  }

  private static Secret read(Path file) {
    try {
      return secret(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("--token-file: cannot read %s (%s)".formatted(file, e), e);
    }
  }

  private static Secret secret(String text, String where) {
    if (!text.strip().matches("[\\x21-\\x7e]+")) {
      throw new BadInput("%s holds no token: it is one word of plain letters".formatted(where));
    }
    return new Secret(text.strip());
  }
}
