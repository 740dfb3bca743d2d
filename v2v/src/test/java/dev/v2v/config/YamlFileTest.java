package dev.v2v.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.fomm.FommPresets;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlFileTest {
  @Test
  void whatIsWrittenReadsBackTheSame() {
    for (String preset : FommPresets.names()) {
      ConfigNode document = FommPresets.document(preset);
      assertTrue(document.sameAs(YamlFile.parse("copy", YamlFile.text(document))), preset);
    }
    ConfigNode odd =
        YamlFile.parse("odd", "{a: 'True', b: 1e-30, c: '12', d: [], e: null, f: 'x: y'}");
    assertTrue(odd.sameAs(YamlFile.parse("copy", YamlFile.text(odd))), YamlFile.text(odd));
  }

  @Test
  void oneValueIsReplacedAndTheRestStays() {
    ConfigNode before = YamlFile.parse("x", "{a: {b: 1, c: [2]}, d: 3}");
    ConfigNode after = before.with("a", "b", 5).with("e", "f", 0.25);
    assertEquals(5, after.child("a").integer("b", 0));
    assertEquals(List.of(2), after.child("a").sizes("c"));
    assertEquals(3, after.integer("d", 0));
    assertEquals(0.25, after.child("e").number("f"));
    assertEquals(1, before.child("a").integer("b", 0), "documents do not change");
    assertFalse(after.sameAs(before));
    assertTrue(before.sameAs(before.with("a", "b", 1)));
  }
}
