package dev.quartermaster.jobs.kind;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Enumeration;

/** The classes of one jar above those of the product; names no providers but the jar's own. */
final class JarLoader extends URLClassLoader {

  static final String SERVICE = "META-INF/services/" + JobProvider.class.getName();

  JarLoader(Path jar) throws MalformedURLException {
    super(new URL[] {jar.toUri().toURL()}, JobProvider.class.getClassLoader());
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.equals(SERVICE) ? findResources(name) : super.getResources(name);
  }
}
