package dev.quartermaster.ops.cli;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGHUP, by which a daemon is told to read its configuration anew. */
final class Hangup {

  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /**
   * Does it at each SIGHUP. On a terminal nothing changes: there it says that the terminal is gone,
   * and ends the program.
   */
  static void runs(Runnable action) {
    if (Terminal.isInput()) {
      return;
    }
    try {
      handle(action);
    } catch (Throwable e) {
      LOG.warn("SIGHUP is not heard here ({}); a changed file is read nevertheless.", e.toString());
    }
  }

  /** By name: what the JDK has for signals is there for all, but javac warns of it. */
  private static void handle(Runnable action) throws Throwable {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    MethodHandle run =
        lookup.findVirtual(Runnable.class, "run", methodType(void.class)).bindTo(action);
    lookup
        .findStatic(signal, "handle", methodType(handler, signal, handler))
        .invoke(
            lookup.findConstructor(signal, methodType(void.class, String.class)).invoke("HUP"),
            MethodHandleProxies.asInterfaceInstance(
                handler, MethodHandles.dropArguments(run, 0, signal)));
  }
}
