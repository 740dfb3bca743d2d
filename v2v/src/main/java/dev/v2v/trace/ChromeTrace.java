package dev.v2v.trace;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Events of a recording in Chrome's trace event format: a track for each thread, on which kernels
 * lie within operators and those within scopes; a track for each device that runs ahead of the
 * host; and the memory of each device as a curve. Single-thread.
 *
 * <p>Reference: "Trace Event Format", the Chromium project; complete events ({@code X}), instants
 * ({@code i}), counters ({@code C}) and metadata ({@code M}), times in microseconds.
 */
final class ChromeTrace {
  /** What the JVM stops everything for. */
  static final String PAUSE = "jdk.GCPhasePause";

  private static final int HOST = 1;
  private static final int DEVICES = 2;

  private final JsonWriter json;
  private final Map<String, Integer> devices = new LinkedHashMap<>();
  private final Map<Long, String> threads = new HashMap<>();
  private Instant origin;

  private ChromeTrace(JsonWriter json) {
    this.json = json;
  }

  /** Reads a recording and writes it anew. */
  static void write(Path recording, Path file) throws IOException {
    try (RecordingFile events = new RecordingFile(recording);
        JsonWriter json = new JsonWriter(Files.newBufferedWriter(file))) {
      new ChromeTrace(json).convert(events);
    }
  }

  private void convert(RecordingFile events) throws IOException {
    json.beginObject();
    json.name("displayTimeUnit").value("ms");
    json.name("traceEvents").beginArray();
    while (events.hasMoreEvents()) {
      RecordedEvent event = events.readEvent();
      if (origin == null) {
        origin = event.getStartTime(); // others may lie before it; viewers do not mind
      }
      switch (event.getEventType().getName()) {
        case "v2v.Scope" -> span(event, "scope", event.getString("scope"), "device");
        case "v2v.Operator" -> operator(event);
        case "v2v.Kernel" -> kernel(event);
        case "v2v.Copy" -> span(event, "copy", event.getString("direction"), "tensor", "bytes");
        case "v2v.Memory" -> memory(event);
        case PAUSE -> span(event, "java", "garbage collector: " + event.getString("name"));
        default -> {
          // an event that another recording of this JVM has asked for
        }
      }
    }
    names();
    json.endArray();
    json.endObject();
  }

  private void operator(RecordedEvent event) throws IOException {
    boolean backward = event.getString("pass").equals("backward");
    span(
        event,
        "operator",
        event.getString("operator") + (backward ? " backward" : ""),
        "inputs",
        "outputs",
        "bytes",
        "parameters",
        "device");
  }

  private void kernel(RecordedEvent event) throws IOException {
    String[] fields = {"inputs", "outputs", "bytes", "parameters", "device"};
    String name = event.getString("kernel");
    if (!event.getBoolean("asynchronous")) {
      span(event, "kernel", name, fields);
      return;
    }
    span(event, "launch", name, fields);
    double start = micros(event.getStartTime()) + micros(event.getDuration("deviceDelay"));
    int track = devices.computeIfAbsent(event.getString("device"), d -> devices.size() + 1);
    begin("X", "kernel", name, DEVICES, track, start);
    json.name("dur").value(micros(event.getDuration("deviceTime")));
    end(event, fields);
  }

  private void span(RecordedEvent event, String category, String name, String... fields)
      throws IOException {
    begin("X", category, name, HOST, thread(event), micros(event.getStartTime()));
    json.name("dur").value(micros(event.getDuration()));
    end(event, fields);
  }

  /** A point on the thread that took the memory, and one of the device's curve. */
  private void memory(RecordedEvent event) throws IOException {
    double at = micros(event.getStartTime());
    if (event.getLong("bytes") > 0) {
      begin("i", "memory", "allocate", HOST, thread(event), at);
      json.name("s").value("t");
      end(event, "tensor", "bytes", "device");
    }
    begin("C", "memory", "memory of " + event.getString("device"), HOST, 0, at);
    end(event, "live", "pooled");
  }

  private void begin(
      String phase, String category, String name, int process, long thread, double at)
      throws IOException {
    json.beginObject();
    json.name("ph").value(phase);
    json.name("cat").value(category);
    json.name("name").value(name);
    json.name("pid").value(process);
    json.name("tid").value(thread);
    json.name("ts").value(at);
  }

  private void end(RecordedEvent event, String... fields) throws IOException {
    json.name("args").beginObject();
    for (String field : fields) {
      Object value = event.getValue(field);
      if (value instanceof Number number) {
        json.name(field).value(number);
      } else if (value != null && !value.equals("")) {
        json.name(field).value(value.toString());
      }
    }
    json.endObject();
    json.endObject();
  }

  private long thread(RecordedEvent event) {
    if (event.getThread() == null) {
      return 0;
    }
    long id = event.getThread().getId();
    threads.computeIfAbsent(
        id,
        i -> {
          String java = event.getThread().getJavaName();
          return java == null ? event.getThread().getOSName() : java;
        });
    return id;
  }

  private void names() throws IOException {
    name("process_name", HOST, 0, "host");
    for (Map.Entry<Long, String> thread : threads.entrySet()) {
      name("thread_name", HOST, thread.getKey(), thread.getValue());
    }
    if (!devices.isEmpty()) {
      name("process_name", DEVICES, 0, "devices");
    }
    for (Map.Entry<String, Integer> device : devices.entrySet()) {
      name("thread_name", DEVICES, device.getValue(), device.getKey());
    }
  }

  private void name(String what, int process, long thread, String name) throws IOException {
    json.beginObject();
    json.name("ph").value("M");
    json.name("name").value(what);
    json.name("pid").value(process);
    json.name("tid").value(thread);
    json.name("args").beginObject().name("name").value(name).endObject();
    json.endObject();
  }

  private double micros(Instant time) {
    return micros(Duration.between(origin, time));
  }

  private static double micros(Duration duration) {
    return (duration.getSeconds() * 1_000_000_000L + duration.getNano()) / 1e3;
  }
}
