package dev.quartermaster.ops.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the value of a key is read, checked and shown again. */
sealed interface Type<T> {

  /** With its article, as it stands in a sentence: {@code a whole number from 1 to 64}. */
  String words();

  /**
   * The value; relative paths count from {@code directory}.
   *
   * @throws BadValue says what is wrong, as the rest of a sentence that begins with the key
   */
  T read(Value value, Path directory) throws BadValue;

  /** As YAML on one line, secrets masked. */
  String show(T value);

  /** Reads the text of a scalar. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(String text, Path directory) throws BadValue;
  }

  /** How a parsed value is written again. */
  @FunctionalInterface
  interface Writer<T> {
    String write(T value);
  }

  record Single<T>(String words, Parser<T> parser, Writer<T> writer) implements Type<T> {
    @Override
    public T read(Value value, Path directory) throws BadValue {
      return parser.parse(scalar(value, words), directory);
    }

    @Override
    public String show(T value) {
      return Quoting.scalar(writer.write(value));
    }
  }

  /** A secret in the file itself; its key has a twin {@code …-file}. */
  record Hidden(String words, Parser<Secret> parser) implements Type<Secret> {
    @Override
    public Secret read(Value value, Path directory) throws BadValue {
      return parser.parse(scalar(value, words), directory);
    }

    @Override
    public String show(Secret value) {
      return value.toString();
    }
  }

  /** At least {@code least}, in order, none twice unless {@code repeats}. */
  record Many<T>(String words, Type<T> of, int least, boolean repeats) implements Type<List<T>> {
    @Override
    public List<T> read(Value value, Path directory) throws BadValue {
      List<T> read = new ArrayList<>();
      for (Value item : items(value)) {
        T one = readItem(item, directory);
        if (!repeats && read.contains(one)) {
          throw new BadValue("has " + of.show(one) + " twice; keep one").at(item.origin());
        }
        read.add(one);
      }
      return List.copyOf(read);
    }

    private List<Value> items(Value value) throws BadValue {
      if (!(value instanceof Value.Items list)) {
        throw new BadValue("is %s where %s belongs".formatted(value.kind(), words));
      }
      if (list.items().size() < least) {
        throw new BadValue("is an empty list; name at least one");
      }
      return list.items();
    }

    private T readItem(Value item, Path directory) throws BadValue {
      try {
        return of.read(item, directory);
      } catch (BadValue e) {
        throw e.at(item.origin());
      }
    }

    @Override
    public String show(List<T> value) {
      return value.stream().map(of::show).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** Names to texts, in the order of the file; those with a {@code secret} name are not shown. */
  record Texts(String words, Pattern secret) implements Type<Map<String, String>> {
    @Override
    public Map<String, String> read(Value value, Path directory) throws BadValue {
      if (!(value instanceof Value.Fields map)) {
        throw new BadValue("is %s where %s belongs".formatted(value.kind(), words));
      }
      Map<String, String> texts = new LinkedHashMap<>();
      for (Map.Entry<String, Value.Field> entry : map.fields().entrySet()) {
        Value text = entry.getValue().value();
        if (!(text instanceof Value.Scalar scalar)) {
          throw new BadValue(
                  "has %s under '%s' where a text belongs".formatted(text.kind(), entry.getKey()))
              .at(text.origin());
        }
        texts.put(entry.getKey(), scalar.text());
      }
      return Collections.unmodifiableMap(texts);
    }

    @Override
    public String show(Map<String, String> value) {
      return value.entrySet().stream()
          .map(e -> Quoting.scalar(e.getKey()) + ": " + show(e.getKey(), e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }

    private String show(String name, String text) {
      return secret.matcher(name).find() ? Secret.SHOWN : Quoting.scalar(text);
    }
  }

  private static String scalar(Value value, String words) throws BadValue {
    if (value instanceof Value.Scalar scalar) {
      return scalar.text();
    }
    if (value instanceof Value.Nothing) {
      throw new BadValue("has no value; write " + words + " or remove the key");
    }
    throw new BadValue("is %s where %s belongs".formatted(value.kind(), words));
  }
}
