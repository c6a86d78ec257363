package dev.quartermaster.ops.bench;

/** Sends batches one after the other, over a connection of its own. */
interface Sender extends AutoCloseable {

  /**
   * Sends a batch, and waits until it is committed.
   *
   * @return false when it was refused because too much is reported; nothing of it is charged then
   * @throws NotVerified when not every record was accepted
   */
  boolean send(Batch batch);

  @Override
  void close();
}
