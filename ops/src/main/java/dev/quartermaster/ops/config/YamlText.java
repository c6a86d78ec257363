package dev.quartermaster.ops.config;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML as a tree of {@link Value}s, each with its line. */
final class YamlText {

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setUseMarks(true)
          // Both are allowed here, so that this class reports them with their line, or needs no
          // bound.
          .setAllowNonScalarKeys(true)
          .setMaxAliasesForCollections(Integer.MAX_VALUE)
          .build();

  private final IntFunction<Origin> lines;
  private final Findings findings;

  // An alias is the same node again: each node is converted once, so that aliases of aliases stay
  // cheap.
  private final IdentityHashMap<Node, Value> converted = new IdentityHashMap<>();

  /** {@code lines} gives the origin of a line, counted from 1. */
  YamlText(IntFunction<Origin> lines, Findings findings) {
    this.lines = lines;
    this.findings = findings;
  }

  /**
   * The document; {@link Value.Nothing} when it is empty or its syntax is wrong, which is reported.
   */
  Value parse(String text) {
    Value nothing = new Value.Nothing(lines.apply(1));
    try {
      return new Compose(SETTINGS)
          .composeString(text)
          .map(root -> convert(root, ""))
          .orElse(nothing);
    } catch (MarkedYamlEngineException e) {
      findings.problem(lines.apply(line(e)), syntax(e));
    } catch (ReaderException e) {
      int line = 1 + (int) text.chars().limit(e.getPosition()).filter(c -> c == '\n').count();
      findings.problem(
          lines.apply(line),
          "the character U+%04X may not stand in YAML; remove it".formatted(e.getCodePoint()));
    } catch (StackOverflowError e) {
      // The parser descends into each bracket and has no bound of its own.
      findings.problem(lines.apply(0), "lists or maps are nested too deeply; two levels suffice");
    } catch (YamlEngineException e) {
      findings.problem(lines.apply(0), "this is not YAML: " + oneLine(e.getMessage()));
    }
    return nothing;
  }

  private static int line(MarkedYamlEngineException e) {
    return e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(-1) + 1;
  }

  private static String syntax(MarkedYamlEngineException e) {
    String problem = oneLine(e.getProblem());
    if (problem.contains("(TAB)")) {
      return "a tab stands where YAML wants spaces; indent with spaces";
    }
    return "this is not YAML: " + problem;
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s+", " ");
  }

  private Value convert(Node node, String path) {
    Value known = converted.get(node);
    if (known != null) {
      return known;
    }
    Origin origin = origin(node);
    if (node.isRecursive()) {
      findings.problem(origin, "'%s' contains itself; write it without an alias".formatted(path));
      return new Value.Nothing(origin);
    }
    Value value = convert(node, path, origin);
    converted.put(node, value);
    return value;
  }

  private Value convert(Node node, String path, Origin origin) {
    if (node instanceof MappingNode map) {
      return new Value.Fields(fields(map, path), origin);
    } else if (node instanceof SequenceNode list) {
      List<Value> items = new ArrayList<>();
      list.getValue().forEach(item -> items.add(convert(item, path)));
      return new Value.Items(List.copyOf(items), origin);
    } else if (node instanceof ScalarNode scalar && !Tag.NULL.equals(node.getTag())) {
      return new Value.Scalar(scalar.getValue(), origin);
    }
    return new Value.Nothing(origin);
  }

  private Map<String, Value.Field> fields(MappingNode map, String path) {
    Map<String, Value.Field> fields = new LinkedHashMap<>();
    for (NodeTuple entry : map.getValue()) {
      Origin origin = origin(entry.getKeyNode());
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        findings.problem(origin, "a list or a map stands where a key belongs; a key is one word");
        continue;
      }
      String name = key.getValue();
      String full = path.isEmpty() ? name : path + "." + name;
      Value.Field first =
          fields.putIfAbsent(name, new Value.Field(origin, convert(entry.getValueNode(), full)));
      if (first != null) {
        findings.problem(origin, twice(full, first.origin()));
      }
    }
    return fields;
  }

  private static String twice(String path, Origin first) {
    String where = first instanceof Origin.Line at ? "already in line " + at.line() : "twice";
    return "key '%s' is given %s; keep one of them".formatted(path, where);
  }

  private Origin origin(Node node) {
    return lines.apply(node.getStartMark().map(Mark::getLine).orElse(-1) + 1);
  }
}
