package dev.quartermaster.ops.node;

import dev.quartermaster.jobs.node.JobNode;
import dev.quartermaster.ops.config.ConfigurationReader;
import dev.quartermaster.ops.config.EffectiveConfiguration;
import dev.quartermaster.ops.config.InvalidConfiguration;
import dev.quartermaster.ops.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a changed configuration means for a node that runs. */
final class Reloading implements ConfigurationWatch.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  private final EffectiveConfiguration started;
  private final InForce inForce;
  private final Optional<JobNode> node;

  private Reloading(EffectiveConfiguration started, InForce inForce, Optional<JobNode> node) {
    this.started = started;
    this.inForce = inForce;
    this.node = node;
  }

  /** Begins to watch a node's file. */
  static ConfigurationWatch watch(Installation installation, InForce inForce, JobNode node) {
    return watch(installation, inForce, Optional.of(node));
  }

  /** Begins to watch the file of a process that is no node. */
  static ConfigurationWatch watch(Installation installation, InForce inForce) {
    return watch(installation, inForce, Optional.empty());
  }

  private static ConfigurationWatch watch(
      Installation installation, InForce inForce, Optional<JobNode> node) {
    Path file =
        installation.file().orElseGet(() -> installation.directory().resolve(Installation.FILE));
    Map<String, String> environment = System.getenv();
    EffectiveConfiguration started = started(installation, file, environment);
    return ConfigurationWatch.start(file, environment, new Reloading(started, inForce, node));
  }

  /** Of a data directory the file is written as the database starts: what it says then counts. */
  private static EffectiveConfiguration started(
      Installation installation, Path file, Map<String, String> environment) {
    try {
      return ConfigurationReader.effective(Optional.of(file), environment);
    } catch (InvalidConfiguration e) {
      return installation.effective();
    }
  }

  @Override
  public void valid(EffectiveConfiguration next) {
    inForce.take(next.configuration());
    node.ifPresent(
        its -> {
          its.configurationError(Optional.empty());
          its.reload();
        });
    LOG.info("The configuration was read anew and is in force.");
    List<String> keys = RestartKeys.changed(started, next);
    if (!keys.isEmpty()) {
      LOG.warn(
          "{} changed: that takes a restart of the node, and stays as it was until then.",
          String.join(", ", keys));
    }
  }

  @Override
  public void invalid(List<Problem> problems) {
    problems.forEach(problem -> LOG.error("{}", problem));
    LOG.error(
        "The configuration is invalid: the one before stays in force; mend the file, which is then read again.");
    String error =
        problems.get(0)
            + (problems.size() == 1
                ? ""
                : " (and %d more: see its log)".formatted(problems.size() - 1));
    node.ifPresent(its -> its.configurationError(Optional.of(error)));
  }
}
