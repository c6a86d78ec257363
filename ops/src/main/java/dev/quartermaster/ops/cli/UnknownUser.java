package dev.quartermaster.ops.cli;

import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Says that a name is not registered, and which ones look like it. */
final class UnknownUser {

  private UnknownUser() {}

  static BadInput of(Handle handle, Username name) {
    return new BadInput(message(handle, name));
  }

  static String message(Handle handle, Username name) {
    List<Username> similar = Accounts.similar(handle, name);
    String hint =
        similar.isEmpty()
            ? ""
            : "; did you mean "
                + similar.stream().map(Username::toString).collect(Collectors.joining(", "))
                + "?";
    return "there is no account '%s'%s".formatted(name, hint);
  }
}
