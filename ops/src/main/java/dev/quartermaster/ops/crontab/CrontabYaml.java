package dev.quartermaster.ops.crontab;

import dev.quartermaster.ops.crontab.Crontab.Job;
import dev.quartermaster.ops.crontab.Crontab.Line;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** Writes what a crontab became as a part of {@code quartermaster.yaml}. */
public final class CrontabYaml {

  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setDumpComments(true)
          .setSplitLines(false)
          .setIndent(2)
          .build();

  private static final List<String> UNLIKE_CRON =
      List.of(
          "Unlike under cron, missed times are made up for by one run (catch-up), no run begins beside the one before it (overlap),",
          "each is stopped after an hour (max-runtime), and begins where the node does, not in a home (directory).");

  private CrontabYaml() {}

  /** Ends in a newline. */
  public static String of(Crontab crontab) {
    Map<String, Object> schedules = new LinkedHashMap<>();
    crontab.jobs().forEach(job -> schedules.put(job.name(), job.keys()));
    MappingNode root =
        (MappingNode) new StandardRepresenter(SETTINGS).represent(Map.of("schedules", schedules));
    NodeTuple top = root.getValue().get(0);
    comment(top.getKeyNode(), head(crontab));
    List<NodeTuple> named = ((MappingNode) top.getValueNode()).getValue();
    for (int i = 0; i < named.size(); i++) {
      comment(named.get(i).getKeyNode(), notes(crontab.jobs().get(i)));
    }
    StringBuilder yaml = new StringBuilder();
    new Dump(SETTINGS).dumpNode(root, new Appending(yaml));
    return yaml.toString();
  }

  private static List<String> head(Crontab crontab) {
    List<String> lines = new ArrayList<>(UNLIKE_CRON);
    if (!crontab.notCarriedOver().isEmpty()) {
      lines.add("Not carried over:");
      crontab.notCarriedOver().stream().map(CrontabYaml::said).forEach(lines::add);
    }
    return lines;
  }

  private static String said(Line line) {
    return "  line %d: %s: %s".formatted(line.line(), line.text(), line.reason());
  }

  private static List<String> notes(Job job) {
    return job.notes().stream().map(note -> "line %d, %s".formatted(job.line(), note)).toList();
  }

  private static void comment(Node node, Collection<String> lines) {
    node.setBlockComments(lines.stream().map(CrontabYaml::comment).toList());
  }

  private static CommentLine comment(String text) {
    // A line break or the like would end the comment, or hide what it says.
    String plain = " " + text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", "?");
    return new CommentLine(Optional.empty(), Optional.empty(), plain, CommentType.BLOCK);
  }

  private record Appending(StringBuilder text) implements StreamDataWriter {
    @Override
    public void write(String part) {
      text.append(part);
    }

    @Override
    public void write(String part, int offset, int length) {
      text.append(part, offset, offset + length);
    }
  }
}
