package dev.quartermaster.ops.bench;

import dev.quartermaster.jobs.batch.BatchedJob;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;

/**
 * A job that tells when nothing is left to do, so that whoever waits for its end need not ask the
 * database all the time, on the cores that are measured.
 */
record Drained(BatchedJob job, CountDownLatch told) implements BatchedJob {

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    return job.cut(handle, last, size);
  }

  @Override
  public long work(Handle handle, String slice) {
    return job.work(handle, slice);
  }

  /** In the transaction that ends the run, which commits in a moment. */
  @Override
  public void drained(Handle handle) {
    job.drained(handle);
    told.countDown();
  }
}
