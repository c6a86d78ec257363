package dev.quartermaster.ops.node;

/** The version of this program, from its jar. */
public final class Version {

  public static final String TEXT = read();

  private Version() {}

  private static String read() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
