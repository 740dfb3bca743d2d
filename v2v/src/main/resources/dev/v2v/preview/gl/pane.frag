#version 330 core
// Maps as the model computes them, in colours. FORM, which each program defines, is the code of a
// MapForm. It is no uniform: OpenGL in software computes every branch for every pixel, and the hues
// of a flow cost many times what the colours of a picture do.
in vec2 at;

uniform sampler2D map;
#if FORM >= 3
uniform sampler1D wheel;             // hues of the flow wheel, over one turn
uniform float flowScale;             // pixels of the most saturated colour
#endif
uniform bool smoothly;               // interpolate between pixels, or show them as they are

out vec4 result;

// Where to sample so that pixels stay squares with edges one pixel of the screen soft.
vec2 square(vec2 at) {
  vec2 size = vec2(textureSize(map, 0));
  vec2 texel = at * size;
  vec2 width = max(fwidth(texel), vec2(1e-6));
  vec2 corner = floor(texel - 0.5) + 0.5;
  vec2 share = clamp((texel - corner - 0.5) / width + 0.5, 0.0, 1.0);
  return (corner + share) / size;
}

#if FORM >= 3
const float TAU = 6.283185307179586;

// Baker et al., "A Database and Evaluation Methodology for Optical Flow", 2011: hue is direction,
// saturation length; beyond the scale a quarter darker.
vec3 flowColor(vec2 flow) {
  vec2 d = flow / flowScale;
  float len = length(d);
  float turn = (atan(-d.y, -d.x) / TAU) + 0.5;
  vec3 hue = texture(wheel, turn).rgb;
  return len <= 1.0 ? 1.0 - len * (1.0 - hue) : 0.75 * hue;
}
#endif

void main() {
  vec4 value = texture(map, smoothly ? at : square(at));
#if FORM >= 4
  vec2 size = vec2(textureSize(map, 0));
#endif
#if FORM == 0
  vec3 rgb = value.rgb;
#elif FORM == 1
  vec3 rgb = 0.5 * value.rgb + 0.5;
#elif FORM == 2
  vec3 rgb = value.rrr;
#elif FORM == 3                      // displacements in pixels
  vec3 rgb = flowColor(value.rg);
#elif FORM == 4                      // positions, -1 and 1 the centres of the outer pixels
  vec3 rgb = flowColor((value.rg + 1.0) / 2.0 * (size - 1.0) - (at * size - 0.5));
#else                                // positions, -1 and 1 the edges
  vec3 rgb = flowColor((value.rg + 1.0) / 2.0 * size - at * size);
#endif
  result = vec4(clamp(rgb, 0.0, 1.0), 1.0);
}
