package dev.v2v.engine.backend.cuda;

import dev.v2v.engine.Stream;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.memory.DevicePool;

/** The queue of a device's work, with its marks as the driver's events. Immutable. */
record CudaStream(Driver driver, Driver.Queue queue, DevicePool pool) implements Stream {
  @Override
  public void synchronize() {
    driver.synchronize(queue);
  }

  @Override
  public boolean isRecording() {
    return pool.isRecording();
  }

  @Override
  public Stream.Mark mark() {
    if (isRecording()) {
      throw new IllegalStateException("mark: a graph is being recorded, which has no times yet");
    }
    Driver.Event event = driver.createEvent(true);
    driver.record(event, queue);
    return new CudaMark(driver, event);
  }

  private record CudaMark(Driver driver, Driver.Event event) implements Stream.Mark {
    @Override
    public boolean isReached() {
      return driver.isDone(event);
    }

    @Override
    public double secondsSince(Stream.Mark earlier) {
      driver.synchronize(event);
      return driver.milliseconds(((CudaMark) earlier).event, event) / 1e3;
    }

    @Override
    public void close() {
      driver.destroy(event);
    }
  }
}
