package dev.v2v.preview.gl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GlyphAtlasTest {
  private static final String TEXT = "generator.feature_matching";

  private final GlyphAtlas atlas = new GlyphAtlas(10);

  @Test
  void asManyCharactersAreTakenAsFit() {
    for (double room = 0; room < 300; room += 7) {
      int n = atlas.leading(TEXT, room);
      assertTrue(atlas.width(TEXT, 0, n) <= room, n + " characters in " + room);
      assertTrue(n == TEXT.length() || atlas.width(TEXT, 0, n + 1) > room, "one more fits " + room);
      int m = atlas.trailing(TEXT, room);
      int from = TEXT.length() - m;
      assertTrue(atlas.width(TEXT, from, TEXT.length()) <= room + 1e-9, m + " in " + room);
      assertTrue(
          m == TEXT.length() || atlas.width(TEXT, from - 1, TEXT.length()) > room - 1e-9,
          "one more fits " + room);
    }
  }

  @Test
  void aTextThatFitsIsTakenWhole() {
    double width = atlas.width(TEXT, 0, TEXT.length());
    assertEquals(TEXT.length(), atlas.leading(TEXT, width));
    assertEquals(0, atlas.leading(TEXT, 0));
    assertEquals(0, atlas.trailing("", 10));
  }

  @Test
  void unknownCharactersTakeRoomToo() {
    assertEquals(atlas.lineHeight() * 0.5, atlas.advance('\u4e2d'));
  }
}
