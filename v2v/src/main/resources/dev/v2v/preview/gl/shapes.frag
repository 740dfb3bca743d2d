#version 330 core
in vec2 vAt;
in vec4 vColor;
flat in int vForm;

uniform sampler2D atlas;

out vec4 result;

// Coverage of what ends at distance 1, a pixel soft.
float inside(float distance) {
  return clamp((1.0 - distance) / fwidth(distance), 0.0, 1.0);
}

void main() {
  // Derivatives are undefined inside of branches that only some pixels take.
  float disc = inside(length(vAt));
  float line = inside(abs(vAt.y));
  float glyph = texture(atlas, vAt).r;
  float covered = vForm == 0 ? 1.0 : vForm == 1 ? glyph : vForm == 2 ? disc : line;
  result = vec4(vColor.rgb, vColor.a * covered);
}
