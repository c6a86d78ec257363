package dev.quartermaster.jobs.kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The providers of this process, by name. What is wrong with one keeps no other from being found;
 * {@link #problems} says it.
 */
public final class JobProviders implements AutoCloseable {

  /** What a schedule can write. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

  /** A provider and where it lies: a jar, or the class path. */
  private record Found(JobProvider provider, String place) {
    String type() {
      return provider.getClass().getName();
    }
  }

  private final Map<String, Found> byName = new HashMap<>();
  private final Set<String> ambiguous = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final List<URLClassLoader> loaders = new ArrayList<>();

  private JobProviders() {}

  /**
   * Those on the class path, and those in the jars of a directory. Each jar has a class loader of
   * its own; what it needs besides the product is in it, or named by its manifest's Class-Path.
   */
  public static JobProviders load(Optional<Path> directory) {
    JobProviders providers = new JobProviders();
    providers.addAll(
        ServiceLoader.load(JobProvider.class, JobProvider.class.getClassLoader()),
        "the class path");
    directory.ifPresent(providers::addJars);
    providers.ambiguous.forEach(providers.byName::remove);
    return providers;
  }

  private void addJars(Path directory) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
      found.forEach(jars::add);
    } catch (IOException | DirectoryIteratorException e) {
      problems.add(
          "node.jobs: %s is no directory that can be read (%s): name one that holds jars of jobs."
              .formatted(directory, e));
      return;
    }
    jars.stream().sorted().forEach(this::addJar);
  }

  private void addJar(Path jar) {
    // A class loader would pass over a torn jar without a word.
    try (JarFile whole = new JarFile(jar.toFile())) {
      if (whole.getEntry(JarLoader.SERVICE) == null) {
        return;
      }
      URLClassLoader loader = new JarLoader(jar);
      loaders.add(loader);
      addAll(ServiceLoader.load(JobProvider.class, loader), jar.toString());
    } catch (IOException e) {
      problems.add("%s cannot be read as a jar (%s): build it anew.".formatted(jar, e));
    }
  }

  /** After an error the loader goes on with the next one. */
  private void addAll(ServiceLoader<JobProvider> loader, String place) {
    Iterator<JobProvider> providers = loader.iterator();
    boolean more = true;
    while (more) {
      try {
        more = providers.hasNext();
        if (more) {
          add(new Found(providers.next(), place));
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        problems.add("%s: a job cannot be loaded: %s".formatted(place, why(e)));
      }
    }
  }

  private static String why(Throwable e) {
    return e.getCause() == null ? e.toString() : e.getMessage() + ": " + e.getCause();
  }

  private void add(Found found) {
    String name;
    try {
      name = found.provider().name();
    } catch (RuntimeException | LinkageError e) {
      problems.add("%s: %s cannot say its name: %s".formatted(found.place(), found.type(), why(e)));
      return;
    }
    if (name == null || !NAME.matcher(name).matches()) {
      problems.add(
          "%s: %s is named '%s': have name() return lower-case letters, digits and hyphens."
              .formatted(found.place(), found.type(), name));
      return;
    }
    Found other = byName.putIfAbsent(name, found);
    if (other != null) {
      ambiguous.add(name);
      problems.add(
          "job '%s' is there twice, so neither is used: %s in %s and %s in %s; rename or remove one."
              .formatted(name, other.type(), other.place(), found.type(), found.place()));
    }
  }

  Optional<JobProvider> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(Found::provider);
  }

  /** The names that schedules can use. */
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  /** What could not be loaded and why, each with its class or its jar, for a person to read. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Lets the jars go: classes of theirs that were not used yet can no longer be loaded. */
  @Override
  public void close() {
    for (URLClassLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
