package dev.quartermaster.ops.bench;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * What the figures were made on.
 *
 * @param cores that this process may use
 * @param load the system's load average of the last minute, before the bench began; negative where
 *     the system does not tell
 * @param java version
 * @param postgres version
 * @param settings of PostgreSQL, those that decide how fast rows are rewritten
 */
record Machine(int cores, double load, String java, String postgres, Map<String, String> settings) {

  static Machine of(Handle handle) {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.version"),
        handle.createQuery("SHOW server_version").mapTo(String.class).one(),
        settings(handle));
  }

  private static Map<String, String> settings(Handle handle) {
    Map<String, String> settings = new LinkedHashMap<>();
    handle
        .createQuery(
            """
            SELECT name, current_setting(name) AS value
              FROM unnest(ARRAY['shared_buffers', 'work_mem', 'max_wal_size', 'checkpoint_timeout', 'wal_compression',
                                'fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'autovacuum', 'jit'])
                   WITH ORDINALITY AS wanted (name, nth)
             ORDER BY nth
            """)
        .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue()));
    return settings;
  }

  /** On one line. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%d cores, load %.2f before; Java %s; PostgreSQL %s with %s",
        cores,
        load,
        java,
        postgres,
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining(" ")));
  }
}
