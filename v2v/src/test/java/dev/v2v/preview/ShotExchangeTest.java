package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ShotExchangeTest {
  private final ShotExchange exchange = new ShotExchange();

  private Shot shot() {
    Shot shot = new Shot(List.of(), 0, 0, 0);
    exchange.recycle(shot);
    return shot;
  }

  @Test
  void aNewerShotTakesThePlaceOfOneThatWaits() throws InterruptedException {
    Shot first = shot();
    shot();
    Shot a = exchange.begin().orElseThrow();
    assertSame(first, a);
    exchange.publish(a);
    Shot b = exchange.begin().orElseThrow();
    exchange.publish(b);
    assertEquals(1, exchange.late());
    assertSame(b, exchange.take().orElseThrow());
    assertTrue(exchange.take().isEmpty());
    assertSame(a, exchange.begin().orElseThrow());
  }

  @Test
  void whileRecordingTheModelWaitsForTheWindow() throws Exception {
    shot();
    shot();
    exchange.lossless(true);
    exchange.publish(exchange.begin().orElseThrow());
    Shot second = exchange.begin().orElseThrow();
    CompletableFuture<Void> published =
        CompletableFuture.runAsync(
            () -> {
              try {
                exchange.publish(second);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Thread.sleep(100);
    assertTrue(!published.isDone());
    exchange.take();
    published.get(10, TimeUnit.SECONDS);
    assertSame(second, exchange.take().orElseThrow());
    assertEquals(0, exchange.late());
  }

  @Test
  void closingEndsTheWait() throws Exception {
    CompletableFuture<Boolean> begun =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return exchange.begin().isPresent();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    exchange.close();
    assertEquals(false, begun.get(10, TimeUnit.SECONDS));
  }
}
