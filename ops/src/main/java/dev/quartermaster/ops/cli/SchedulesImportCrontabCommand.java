package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.crontab.Crontab;
import dev.quartermaster.ops.crontab.CrontabYaml;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import-crontab",
    description = {
      "Print a crontab as configuration, with what could not be carried over.",
      "Changes nothing: put what it prints into quartermaster.yaml."
    },
    footer = {
      "  quartermaster schedules import-crontab /etc/crontab --zone Europe/London",
      "  crontab -l | quartermaster schedules import-crontab -"
    },
    mixinStandardHelpOptions = true)
final class SchedulesImportCrontabCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  @Mixin private Where where;
  @Mixin private Output output;

  @Parameters(paramLabel = "FILE", description = "A crontab; - for standard input.")
  private String file;

  @Option(
      names = "--system",
      description =
          "Each line names a user after the time, as in /etc/crontab and /etc/cron.d,"
              + " where this is the default.")
  private boolean system;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Whose clock its times go by; this machine's zone when not given.")
  private @Nullable String zone;

  @Override
  public Integer call() {
    boolean isSystems =
        system || (!file.equals(STANDARD_INPUT) && Crontab.isSystems(Path.of(file)));
    Set<String> taken = where.installation().configuration().schedules().keySet();
    Crontab crontab = Crontab.read(text(), new Crontab.Reading(isSystems, zone(), taken));
    String yaml = CrontabYaml.of(crontab);
    output.print(json(crontab, yaml), out -> out.print(yaml));
    String name = file.equals(STANDARD_INPUT) ? "standard input" : file;
    crontab.notCarriedOver().forEach(line -> System.err.println(said(name, line)));
    return ExitCode.DONE;
  }

  private static String said(String name, Crontab.Line line) {
    String said =
        "%s:%d: not carried over: %s: %s".formatted(name, line.line(), line.text(), line.reason());
    return said.replaceAll("\\p{Cntrl}", "?");
  }

  private ZoneId zone() {
    try {
      return zone == null ? ZoneId.systemDefault() : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new BadInput(
          "--zone '%s' is not a time zone; write it like Europe/London".formatted(zone));
    }
  }

  private String text() {
    try {
      byte[] bytes =
          file.equals(STANDARD_INPUT)
              ? System.in.readAllBytes()
              : Files.readAllBytes(Path.of(file));
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new BadInput(file + " does not exist; is the name right, seen from this directory?");
    } catch (AccessDeniedException e) {
      throw new BadInput(file + " may not be read; give this user the right to read it");
    } catch (CharacterCodingException e) {
      throw new BadInput(file + " is not UTF-8; save it as UTF-8 first");
    } catch (IOException e) {
      throw new BadInput("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private static ObjectNode json(Crontab crontab, String yaml) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode schedules = document.putArray("schedules");
    ObjectMapper mapper = new ObjectMapper();
    for (Crontab.Job job : crontab.jobs()) {
      ObjectNode schedule = schedules.addObject().put("name", job.name()).put("line", job.line());
      schedule.setAll(mapper.<ObjectNode>valueToTree(job.keys()));
      job.notes().forEach(schedule.putArray("notes")::add);
    }
    ArrayNode rest = document.putArray("not_carried_over");
    crontab
        .notCarriedOver()
        .forEach(
            line ->
                rest.addObject()
                    .put("line", line.line())
                    .put("text", line.text())
                    .put("reason", line.reason()));
    return document.put("yaml", yaml);
  }
}
