package dev.quartermaster.ops.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@code quartermaster.yaml} in a directory of its own, read under an environment. */
record Written(Path directory, Map<String, String> environment) {

  static Written in(Path directory) {
    return new Written(directory, Map.of("HOSTNAME", "hk-1"));
  }

  Written under(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Written(directory, Map.copyOf(more));
  }

  Written with(String file, String content) {
    return with(file, content.getBytes(StandardCharsets.UTF_8));
  }

  Written with(String file, byte[] content) {
    try {
      Files.write(directory.resolve(file), content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Written withDirectory(String name) {
    try {
      Files.createDirectory(directory.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Written yaml(String text) {
    return with("quartermaster.yaml", text);
  }

  EffectiveConfiguration effective() {
    return ConfigurationReader.effective(Optional.of(file()), environment);
  }

  Configuration read() {
    return effective().configuration();
  }

  Path file() {
    return directory.resolve("quartermaster.yaml");
  }

  /** Each problem as it prints, without the directory; empty when the configuration is valid. */
  List<String> problems() {
    try {
      var unused = read();
      return List.of();
    } catch (InvalidConfiguration e) {
      return printed(e.problems());
    }
  }

  List<String> warnings() {
    return printed(effective().warnings());
  }

  private List<String> printed(List<Problem> problems) {
    return problems.stream()
        .map(problem -> problem.toString().replace(directory + "/", ""))
        .toList();
  }
}
