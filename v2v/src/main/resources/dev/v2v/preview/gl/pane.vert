#version 330 core
// One rectangle showing part of a map. The corners are made from the vertex number: no buffer.
uniform vec4 rectangle;              // left, top, width, height in pixels
uniform vec4 part;                   // left, top, width, height of what is shown, in [0, 1]
uniform vec2 size;                   // of the target, in pixels

out vec2 at;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = part.xy + corner * part.zw;
  vec2 p = rectangle.xy + corner * rectangle.zw;
  gl_Position = vec4(2.0 * p.x / size.x - 1.0, 1.0 - 2.0 * p.y / size.y, 0.0, 1.0);
}
