#version 330 core
// Rectangles, discs, lines and characters, in pixels from the top left corner.
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 at;     // in the atlas, or in the shape's own square from -1 to 1
layout(location = 2) in vec4 color;
layout(location = 3) in float form;

uniform vec2 size;                   // of the target, in pixels

out vec2 vAt;
out vec4 vColor;
flat out int vForm;

void main() {
  vAt = at;
  vColor = color;
  vForm = int(form);
  gl_Position = vec4(2.0 * position.x / size.x - 1.0, 1.0 - 2.0 * position.y / size.y, 0.0, 1.0);
}
