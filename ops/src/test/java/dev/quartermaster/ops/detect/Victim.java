package dev.quartermaster.ops.detect;

/** To which a {@link Fault} is done. */
interface Victim {

  void change(String sql);

  void freeze();

  void kill();

  /** From now on the jobs that can fill the workers take minutes. */
  void fillWorkers();

  /** From now on the job that can hang does. */
  void hang();

  /** From now on the job that settles does nothing, and says that all is well. */
  void idle();

  OwnServer server();
}
