package dev.quartermaster.ops.token;

import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.Username;

/**
 * Who sent a request: a valid token, from an address.
 *
 * @param address the other end of the connection; a proxy's, where there is one
 */
public record Caller(String tokenId, Rights rights, String address) {

  /** For the audit trail. */
  public String actor() {
    return "token " + tokenId + "@" + address;
  }

  /** Whether it may read everyone's use. */
  public boolean mayReadAnyone() {
    return switch (rights.role()) {
      case ADMIN -> true;
      case READER -> rights.user().isEmpty();
      case REPORTER -> false;
    };
  }

  /** Whether it may read this user's use. */
  public boolean mayRead(Username user) {
    return mayReadAnyone() || rights.user().map(user::equals).orElse(false);
  }

  /** Whether it may report under this name. */
  public boolean mayReportAs(String reporter) {
    return rights.reporter().map(reporter::equals).orElse(false);
  }
}
