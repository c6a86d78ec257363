package dev.quartermaster.ops.api;

import dev.quartermaster.db.Database;
import dev.quartermaster.quota.feed.Feed;
import dev.quartermaster.quota.feed.FeedCursor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sees to it that readers of the feed are told of nothing that a crash of the server could take
 * back. Readers that are told the same together wait for the disk once.
 */
final class OnDisk {

  private final Database database;
  private final AtomicLong last = new AtomicLong(-1);

  OnDisk(Database database) {
    this.database = database;
  }

  /** Returns when all before the cursor is on the disk. */
  void await(FeedCursor cursor) {
    // The same, and not merely an earlier one: after a failover numbers may be lower than before.
    if (cursor.tx() != last.get()) {
      database.run(Feed::flush);
      last.set(cursor.tx());
    }
  }
}
