package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.preview.gl.MapPainter.Part;
import org.junit.jupiter.api.Test;

class ZoomTest {
  private final Zoom zoom = new Zoom();

  @Test
  void whatIsUnderTheMouseStaysThere() {
    zoom.by(3, 0.4, 0.7);
    double u = zoom.part().left() + 0.4 * zoom.part().width();
    double v = zoom.part().top() + 0.7 * zoom.part().height();
    assertEquals(0.4, u, 1e-12);
    assertEquals(0.7, v, 1e-12);
    zoom.by(2, 0.4, 0.7);
    assertEquals(0.4, zoom.toPaneX(u), 1e-12);
    assertEquals(0.7, zoom.toPaneY(v), 1e-12);
  }

  @Test
  void itNeverLeavesThePicture() {
    zoom.by(100, 0, 1);
    assertEquals(1 / 32.0, zoom.part().width(), 1e-12);
    zoom.by(0.1, 0.9, 0.1);
    Part part = zoom.part();
    assertTrue(part.left() >= 0 && part.left() + part.width() <= 1 + 1e-12, part.toString());
    assertTrue(part.top() >= 0 && part.top() + part.height() <= 1 + 1e-12, part.toString());
    zoom.by(0.001, 0.5, 0.5);
    assertEquals(Part.WHOLE, zoom.part());
  }
}
