package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar as a user builds it: sources compiled against the product, and a list of providers. */
final class UserJar {

  private static final Pattern TYPE = Pattern.compile("public (?:final )?class (\\w+)");

  private final Path classes;
  private final List<JavaFileObject> sources = new ArrayList<>();
  private final List<String> providers = new ArrayList<>();

  /** Compiles into a directory of its own. */
  UserJar(Path classes) {
    this.classes = classes;
  }

  /** A source of the package {@code com.example}. */
  UserJar source(String text) {
    Matcher type = TYPE.matcher(text);
    assertThat(type.find()).isTrue();
    sources.add(new Source(type.group(1), text));
    return this;
  }

  /** A provider that makes nothing. */
  UserJar provider(String type, String name) {
    return source(
            """
            package com.example;
            public class %s implements dev.quartermaster.jobs.kind.JobProvider {
              public String name() { return %s; }
              public dev.quartermaster.jobs.batch.Job create(java.util.Map<String, String> settings) {
                throw new IllegalArgumentException("key '" + settings + "' is not known");
              }
            }
            """
                .formatted(type, name))
        .lists("com.example." + type);
  }

  /** A name for the list of providers, whether there is such a class or not. */
  UserJar lists(String provider) {
    providers.add(provider);
    return this;
  }

  Path build(Path jar) throws IOException {
    Files.createDirectories(classes);
    compile();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(JarLoader.SERVICE));
      out.write(String.join("\n", providers).getBytes(StandardCharsets.UTF_8));
      for (Path file : compiled()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  private void compile() {
    if (sources.isEmpty()) {
      return;
    }
    StringWriter said = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-classpath", System.getProperty("java.class.path"), "-d", classes.toString());
    boolean well = compiler.getTask(said, null, null, options, null, sources).call();
    assertThat(well).as(said.toString()).isTrue();
  }

  private List<Path> compiled() throws IOException {
    try (var files = Files.walk(classes)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String type, String text) {
      super(URI.create("string:///com/example/" + type + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreErrors) {
      return text;
    }
  }
}
