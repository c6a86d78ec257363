package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers in jars, sound and broken. */
class JobProvidersTest {

  @TempDir Path jars;
  @TempDir Path work;

  @Test
  void without_a_directory_there_are_those_of_the_class_path() {
    try (JobProviders providers = JobProviders.load(Optional.empty())) {
      assertThat(providers.names()).isEmpty();
      assertThat(providers.problems()).isEmpty();
    }
  }

  @Test
  void each_jar_has_its_own_classes_even_under_one_name() throws IOException {
    jar("a").provider("Purge", "\"purge-a\"").build(jars.resolve("a.jar"));
    jar("b").provider("Purge", "\"purge-b\"").build(jars.resolve("b.jar"));

    try (JobProviders providers = load()) {
      assertThat(providers.problems()).isEmpty();
      assertThat(providers.names()).containsExactlyInAnyOrder("purge-a", "purge-b");
      assertThat(providers.find("purge-a"))
          .get()
          .extracting(JobProvider::name)
          .isEqualTo("purge-a");
      assertThat(providers.find("purge-c")).isEmpty();
    }
  }

  @Test
  void what_is_broken_is_named_with_its_jar_and_keeps_nobody_from_loading() throws IOException {
    Path broken =
        jar("broken")
            .lists("com.example.Missing")
            .provider("Throwing", "null")
            .source("package com.example; public class NoProvider {}")
            .lists("com.example.NoProvider")
            .source(
                "package com.example; public class Stumbling extends Throwing { public Stumbling() { throw new IllegalStateException(\"no luck\"); } }")
            .lists("com.example.Stumbling")
            .provider("Silent", "java.util.List.of().get(0).toString()")
            .provider("Nameless", "\"Na me\"")
            .provider("Sound", "\"sound\"")
            .build(jars.resolve("broken.jar"));
    Path torn = Files.writeString(jars.resolve("torn.jar"), "PK no jar");

    try (JobProviders providers = load()) {
      assertThat(providers.names()).containsExactly("sound");
      assertThat(providers.problems())
          .hasSize(7)
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .contains(
                          broken.toString(),
                          "com.example.Silent cannot say its name",
                          "IndexOutOfBounds"))
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .contains(broken.toString(), "com.example.Missing", "not found"))
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .contains(broken.toString(), "com.example.Throwing is named 'null'"))
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .contains(broken.toString(), "com.example.NoProvider", "not a subtype"))
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .contains(broken.toString(), "com.example.Stumbling", "no luck"))
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .contains(broken.toString(), "com.example.Nameless is named 'Na me'"))
          .anySatisfy(problem -> assertThat(problem).startsWith(torn + " cannot be read as a jar"));
    }
  }

  @Test
  void two_of_one_name_are_both_named_and_neither_is_used() throws IOException {
    Path one = jar("one").provider("One", "\"purge\"").build(jars.resolve("one.jar"));
    Path two = jar("two").provider("Two", "\"purge\"").build(jars.resolve("two.jar"));

    try (JobProviders providers = load()) {
      assertThat(providers.names()).isEmpty();
      assertThat(providers.problems())
          .containsExactly(
              "job 'purge' is there twice, so neither is used: com.example.One in %s and com.example.Two in %s; rename or remove one."
                  .formatted(one, two));
    }
  }

  @Test
  void a_directory_that_is_not_there_is_a_problem_and_no_failure() {
    try (JobProviders providers = JobProviders.load(Optional.of(jars.resolve("no")))) {
      assertThat(providers.problems())
          .singleElement()
          .asString()
          .startsWith("node.jobs: " + jars.resolve("no") + " is no directory that can be read");
    }
  }

  @Test
  void a_jar_without_providers_is_a_library_and_passed_over() throws IOException {
    jar("library")
        .source("package com.example; public class Plain {}")
        .build(jars.resolve("l.jar"));

    try (JobProviders providers = load()) {
      assertThat(providers.problems()).isEmpty();
      assertThat(providers.names()).isEmpty();
    }
  }

  private JobProviders load() {
    return JobProviders.load(Optional.of(jars));
  }

  private UserJar jar(String name) {
    return new UserJar(work.resolve(name));
  }
}
