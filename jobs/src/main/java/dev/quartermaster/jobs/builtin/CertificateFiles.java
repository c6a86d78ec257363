package dev.quartermaster.jobs.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates in files: PEM, one or many, or DER. */
final class CertificateFiles {

  private CertificateFiles() {}

  /** What is found by a path, whose last part may be a pattern such as {@code *.pem}. */
  static List<Presented> read(String pattern) {
    if (!isPattern(pattern)) {
      return List.of(file(Path.of(pattern)));
    }
    Path path = Path.of(pattern);
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || isPattern(directory.toString())) {
      return List.of(
          Presented.refused(
              pattern, "only the last part of a path can be a pattern: name the directory"));
    }
    List<Presented> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, String.valueOf(path.getFileName()))) {
      files.forEach(file -> found.add(file(file)));
    } catch (IOException e) {
      return List.of(Presented.refused(pattern, "cannot be listed (" + e + ")"));
    }
    return found.isEmpty()
        ? List.of(Presented.refused(pattern, "no file is there: correct the pattern, or drop it"))
        : found.stream().sorted().toList();
  }

  private static boolean isPattern(String path) {
    return path.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  private static Presented file(Path file) {
    String where = file.toString();
    try (InputStream content = Files.newInputStream(file)) {
      List<X509Certificate> chain = new ArrayList<>();
      for (var certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(content)) {
        chain.add((X509Certificate) certificate);
      }
      return chain.isEmpty()
          ? Presented.refused(where, "holds no certificate")
          : new Presented(where, chain, List.of(), List.of());
    } catch (IOException e) {
      return Presented.refused(
          where, "cannot be read (%s): is it there, and may the node's user read it?".formatted(e));
    } catch (CertificateException e) {
      return Presented.refused(
          where, "is no certificate in PEM or DER (%s)".formatted(e.getMessage()));
    }
  }
}
