"use strict";
// Each player is one hidden clip, cut into canvases: all panes show the same frame by construction.
document.documentElement.classList.add("script");

const followers = (name) => document.querySelectorAll(`[data-follows="${name}"]`);

function objectUrl(dataUrl) {
  const [head, body] = dataUrl.split(",");
  const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: head.slice(5).split(";")[0] }));
}

function start(player) {
  const video = player.querySelector("video");
  const panes = [...player.querySelectorAll("canvas")];
  const button = player.querySelector("button");
  const slider = player.querySelector("input[type=range]");
  const output = player.querySelector("output");
  const rate = Number(player.dataset.rate);
  const frames = Number(player.dataset.frames);
  let wanted = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  let visible = false;

  function paint(time) {
    if (video.readyState < 2) return;
    const frame = Math.max(0, Math.min(frames - 1, Math.floor(time * rate + 0.01)));
    for (const c of panes) {
      const { left, top } = c.dataset;
      c.getContext("2d").drawImage(
        video, Number(left), Number(top), c.width, c.height, 0, 0, c.width, c.height);
    }
    slider.value = frame;
    output.textContent = `frame ${frame} of ${frames}`;
    for (const svg of followers(player.dataset.name)) {
      const x = Number(svg.dataset.left) + frame * Number(svg.dataset.step);
      const cursor = svg.querySelector(".cursor");
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
    }
  }

  function follow() {
    if (video.requestVideoFrameCallback) {
      video.requestVideoFrameCallback((now, shown) => { paint(shown.mediaTime); follow(); });
    } else {
      requestAnimationFrame(() => { if (!video.paused) paint(video.currentTime); follow(); });
    }
  }

  function update() {
    button.textContent = wanted ? "Pause" : "Play";
    if (wanted && visible) {
      video.play().catch(() => { wanted = false; update(); });
    } else {
      video.pause();
    }
  }

  function seek(frame) {
    wanted = false;
    update();
    video.currentTime = (Math.max(0, Math.min(frames - 1, frame)) + 0.5) / rate;
  }

  button.addEventListener("click", () => { wanted = !wanted; update(); });
  slider.addEventListener("input", () => seek(Number(slider.value)));
  video.addEventListener("seeked", () => paint(video.currentTime));
  video.addEventListener("loadeddata", () => paint(video.currentTime));
  video.addEventListener("error", () => player.classList.add("broken"));
  for (const svg of followers(player.dataset.name)) {
    svg.addEventListener("click", (e) => {
      const at = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
      seek(Math.round((at.x - Number(svg.dataset.left)) / Number(svg.dataset.step)));
    });
  }
  new IntersectionObserver((entries) => {
    visible = entries[entries.length - 1].isIntersecting;
    update();
  }).observe(player);
  follow();
  // Some browsers cannot seek inside data addresses.
  video.src = objectUrl(video.src);
}

document.querySelectorAll(".player").forEach(start);
