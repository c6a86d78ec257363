package dev.quartermaster.ops.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {

  private static final String TEXT = "username,plan\nada,free\nbob,free\n";

  @TempDir Path directory;

  @Test
  void plain_gzip_and_zip_are_told_by_their_bytes_and_not_by_their_names() throws IOException {
    List<AccountLine> plain = Read.values(AccountCsv.open(Read.file(directory, TEXT)));

    assertThat(plain).hasSize(2);
    assertThat(
            Read.values(
                AccountCsv.open(
                    Read.bytes(directory, gzip(TEXT.getBytes(StandardCharsets.UTF_8))))))
        .isEqualTo(plain);
    assertThat(Read.values(AccountCsv.open(Read.bytes(directory, zip("accounts.csv")))))
        .isEqualTo(plain);
  }

  @Test
  void gzip_of_several_members_is_one_file() throws IOException {
    byte[] first = gzip("username,plan\nada,free\n".getBytes(StandardCharsets.UTF_8));
    byte[] second = gzip("bob,free\n".getBytes(StandardCharsets.UTF_8));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);

    assertThat(Read.values(AccountCsv.open(Read.bytes(directory, both)))).hasSize(2);
  }

  @Test
  void a_pipe_is_read_and_its_total_is_unknown() throws Exception {
    Path file = Read.bytes(directory, gzip(TEXT.getBytes(StandardCharsets.UTF_8)));
    Path pipe = directory.resolve("pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process writer =
        new ProcessBuilder("sh", "-c", "cat \"$0\" > \"$1\"", file.toString(), pipe.toString())
            .start();

    try (LineReader<AccountLine> reader = AccountCsv.open(pipe)) {
      assertThat(reader.progress().total()).isEmpty();
      assertThat(Read.values(reader)).hasSize(2);
    } finally {
      writer.destroy();
    }
  }

  @Test
  void a_byte_order_mark_and_windows_line_ends_do_not_show() {
    Path file =
        Read.bytes(
            directory, ("\ufeff" + TEXT.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8));

    assertThat(Read.values(AccountCsv.open(file)))
        .extracting(AccountLine::plan)
        .containsExactly("free", "free");
  }

  @Test
  void the_last_line_needs_no_line_end() {
    Path file = Read.bytes(directory, "username,plan\nada,free".getBytes(StandardCharsets.UTF_8));

    assertThat(Read.values(AccountCsv.open(file))).hasSize(1);
  }

  @Test
  void bytes_that_are_not_utf8_cost_their_line_only() {
    Path file =
        Read.bytes(
            directory,
            "username,plan\nada,free\nRené,free\nbob,free\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(Read.all(AccountCsv.open(file))).hasSize(3);
    assertThat(Read.problems(AccountCsv.open(file)))
        .containsExactly("3: the line is not UTF-8: its byte 4 is 0xe9; save the file as UTF-8");
  }

  @Test
  void a_replacement_character_that_stands_in_the_file_is_not_called_bad_encoding() {
    Path file = Read.file(directory, "username,plan", "ada,fr\ufffdee");

    assertThat(Read.problems(AccountCsv.open(file)))
        .singleElement()
        .asString()
        .startsWith("2: plan is 'fr\ufffdee'");
  }

  @Test
  void utf16_is_named() {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = Read.bytes(directory, ("\ufeff" + TEXT).getBytes(charset));

      assertThatThrownBy(() -> AccountCsv.open(file))
          .hasMessage(file + ": is UTF-16; save it as UTF-8");
    }
  }

  @Test
  void a_zip_of_several_files_is_refused_by_their_names() throws IOException {
    Path two = Read.bytes(directory, zip("a.csv", "x\u001b/b.csv"));
    assertThatThrownBy(() -> InputFile.open(two))
        .isInstanceOf(InputProblem.class)
        .hasMessage(
            two
                + ": holds 2 files: 'a.csv', 'x\\u001b/b.csv'; a zip to import holds exactly one: unpack it and name"
                + " the file");

    Path seven = Read.bytes(directory, zip("1", "2", "3", "4", "5", "6", "7"));
    assertThatThrownBy(() -> InputFile.open(seven))
        .hasMessageContaining("holds 7 files: '1', '2', '3', '4', '5' and 2 more; ");
  }

  @Test
  void directories_and_the_shadow_files_of_macos_do_not_count_in_a_zip() throws IOException {
    Path file =
        Read.bytes(directory, zip("dir/", "dir/accounts.csv", "__MACOSX/dir/._accounts.csv"));

    assertThat(Read.values(AccountCsv.open(file))).hasSize(2);
  }

  @Test
  void a_zip_without_a_file_is_refused() throws IOException {
    Path none = Read.bytes(directory, zip());
    assertThatThrownBy(() -> InputFile.open(none))
        .hasMessage(none + ": is a zip without a file; a zip to import holds exactly one");

    Path only = Read.bytes(directory, zip("dir/"));
    assertThatThrownBy(() -> InputFile.open(only))
        .hasMessage(only + ": is a zip without a file; a zip to import holds exactly one");
  }

  @Test
  void a_zip_of_very_many_files_is_refused_before_its_table_is_read() throws IOException {
    String[] names = new String[20_000];
    Arrays.setAll(names, i -> "file-" + i);
    Path file = Read.bytes(directory, zip(names));

    assertThatThrownBy(() -> InputFile.open(file))
        .hasMessage(file + ": holds very many files; a zip to import holds exactly one");
  }

  @Test
  void what_is_no_file_to_read_is_told_in_one_line() throws IOException {
    Path missing = directory.resolve("missing.csv");
    assertThatThrownBy(() -> InputFile.open(missing))
        .isInstanceOf(InputProblem.class)
        .hasMessage(missing + ": does not exist; is the name right, seen from this directory?");
    assertThatThrownBy(() -> InputFile.open(directory))
        .isInstanceOf(InputProblem.class)
        .hasMessage(directory + ": is a directory; name a file in it");
    Path empty = Files.createFile(directory.resolve("empty.csv"));
    assertThatThrownBy(() -> InputFile.open(empty))
        .isInstanceOf(InputProblem.class)
        .hasMessage(empty + ": is empty; was it written to its end?");
    Path packed = Read.bytes(directory, gzip(new byte[0]));
    assertThatThrownBy(() -> InputFile.open(packed))
        .hasMessage(packed + ": is empty; was it written to its end?");
  }

  @Test
  void a_file_that_may_not_be_read_is_told_in_one_line() throws IOException {
    Path file = Read.file(directory, TEXT);
    assumeThat(file.toFile().setReadable(false)).isTrue();
    assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();

    assertThatThrownBy(() -> InputFile.open(file))
        .isInstanceOf(InputProblem.class)
        .hasMessage(file + ": may not be read; give this user the right to read it");
  }

  @Test
  void a_broken_gzip_gives_its_first_lines_and_then_says_where_it_broke() throws IOException {
    StringBuilder text = new StringBuilder("username,plan\n");
    for (int i = 0; i < 200_000; i++) {
      text.append("user-").append(Integer.toHexString(i * 0x9e3779b9)).append(",free\n");
    }
    byte[] packed = gzip(text.toString().getBytes(StandardCharsets.UTF_8));
    Path file = Read.bytes(directory, Arrays.copyOf(packed, packed.length / 2));

    try (LineReader<AccountLine> reader = AccountCsv.open(file)) {
      assertThat(reader.next()).isInstanceOf(Line.Good.class);
      assertThatThrownBy(() -> reader.forEachRemaining(line -> {}))
          .isInstanceOf(InputProblem.class)
          .hasMessage(
              "%s: cannot be read beyond byte %d: Unexpected end of ZLIB input stream; get the file anew"
                  .formatted(file, packed.length / 2));
    }
  }

  @Test
  void a_file_that_only_begins_as_an_archive_is_told_in_one_line() {
    Path zip =
        Read.bytes(directory, "PK\3\4 and then nothing".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> InputFile.open(zip))
        .isInstanceOf(InputProblem.class)
        .hasMessageStartingWith(zip + ": cannot be opened: ");

    Path gzip = Read.bytes(directory, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});
    assertThatThrownBy(() -> InputFile.open(gzip))
        .isInstanceOf(InputProblem.class)
        .hasMessageStartingWith(gzip + ": cannot be opened: ");
  }

  @Test
  void progress_ends_at_the_total() throws IOException {
    byte[] plain = TEXT.getBytes(StandardCharsets.UTF_8);
    byte[] packed = gzip(plain);

    assertThat(progressAtEnd(Read.bytes(directory, plain))).isEqualTo(plain.length);
    assertThat(progressAtEnd(Read.bytes(directory, packed))).isEqualTo(packed.length);
    assertThat(progressAtEnd(Read.bytes(directory, zip("a.csv")))).isEqualTo(plain.length);
  }

  private static long progressAtEnd(Path file) {
    try (LineReader<AccountLine> reader = AccountCsv.open(file)) {
      assertThat(reader.progress().total()).isPresent();
      reader.forEachRemaining(line -> {});
      assertThat(reader.progress().total()).hasValue(reader.progress().read());
      return reader.progress().read();
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }
        zip.closeEntry();
      }
    }
    return packed.toByteArray();
  }
}
