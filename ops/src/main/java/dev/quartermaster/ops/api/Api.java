package dev.quartermaster.ops.api;

import dev.quartermaster.db.Database;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.token.Access;
import java.util.List;

/** The HTTP API as a whole; a new endpoint is a class here and a line in this list. */
public final class Api implements AutoCloseable {

  private final Access access;
  private final List<Endpoint> endpoints;

  /** The API on this database, which it leaves open, as it is configured. */
  public Api(Database database, Configuration.Http http) {
    this.access = new Access(database);
    this.endpoints =
        List.of(
            new CpuUse(database, access, new RateLimit(http.rateLimit())),
            new ResetAccount(database, access));
  }

  public List<Endpoint> endpoints() {
    return endpoints;
  }

  @Override
  public void close() {
    access.close();
  }
}
