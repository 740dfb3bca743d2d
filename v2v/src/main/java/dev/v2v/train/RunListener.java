package dev.v2v.train;

/** Is told how a training run goes. */
public interface RunListener {
  /** Something the user should know; called from any thread. */
  void warning(String text);

  /** Told of work before the first step, such as making data. */
  default Preparing preparing() {
    return Preparing.SILENT;
  }

  /** Steps begin. */
  RunProgress begin(long stepsDone, Goal goal);
}
