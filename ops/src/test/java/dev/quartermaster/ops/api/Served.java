package dev.quartermaster.ops.api;

import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.dashboard.Pictures;
import dev.quartermaster.ops.http.HttpSurface;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.ops.token.Tokens;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The API of one node on a database, a client that asks it, and accounts to ask for. */
public final class Served implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final AtomicLong SEQUENCE = new AtomicLong();

  static final Policy POLICY =
      new Policy("us", List.of(), List.of("pager"), Optional.of(URI.create("https://qm.example")));

  private final Database database;
  private final Api api;
  private final HttpSurface surface;

  private Served(Database database, Configuration.Http http, ChargePolicy charging) {
    this.database = database;
    this.api =
        new Api(
            database,
            new Api.Settings(
                http.rateLimit(),
                () -> charging,
                (accepted, duplicates, rejected) -> {},
                () -> POLICY));
    this.surface =
        HttpSurface.start(
            http, new HttpSurface.Sources(Pictures::allWell, List::of, () -> "", api.endpoints()));
  }

  public static Served on(Database database, int rateLimit) {
    return on(database, rateLimit, Optional.empty());
  }

  public static Served on(Database database, int rateLimit, Optional<Configuration.Tls> tls) {
    return new Served(
        database, new Configuration.Http("localhost", 0, tls, rateLimit), ChargePolicy.DEFAULT);
  }

  /** Without a limit, and taking what this policy says. */
  public static Served taking(Database database, ChargePolicy charging) {
    return new Served(
        database, new Configuration.Http("localhost", 0, Optional.empty(), 0), charging);
  }

  public URI address() {
    return surface.address();
  }

  /** Makes a token; its whole text. */
  public String token(Rights rights) {
    return database.transaction(
        handle -> Tokens.create(handle, rights, "test", "for a test").reveal());
  }

  public Username account(String name, String nextReset) {
    Username user = Username.of(name);
    NewAccount account =
        new NewAccount(
            user, "free", Optional.empty(), Optional.of(Instant.parse(nextReset)), ZoneOffset.UTC);
    database.run(handle -> Accounts.register(handle, List.of(account)));
    return user;
  }

  /** Charges it, at an instant. */
  public void used(Username user, String seconds, String at) {
    CpuTime cpu = new CpuTime(new BigDecimal(seconds).movePointRight(6).longValueExact());
    UsageRecord record = new UsageRecord(user, "console", cpu, Instant.parse(at));
    new Charges(database, ChargePolicy.DEFAULT)
        .charge(new UsageReport("host-1", SEQUENCE.incrementAndGet(), List.of(record)));
  }

  public AccountView view(Username user) {
    return database.transaction(handle -> Accounts.find(handle, user).orElseThrow());
  }

  /** GET with a token. */
  public HttpResponse<String> get(String path, String token) throws Exception {
    return send("GET", path, "", "Authorization", "Token " + token);
  }

  public HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(surface.address().resolve(path))
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    surface.close();
    api.close();
  }
}
