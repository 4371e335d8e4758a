// Plays the rollouts of every .player on the page. Its data are next to the small pictures, see PlayerTrace.
(() => {
  "use strict";
  const svg = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const html = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const startPlayer = player => {
    const traces = JSON.parse(player.querySelector("script").textContent);
    const smalls = [...player.querySelectorAll(".small")];
    const word = player.dataset.step;
    let trace, step = 0, wait = 0, timer = 0;

    const stage = html("div", "player-stage");
    const scene = svg("svg", { class: "player-scene", role: "img" });
    const side = html("div", "player-side"), head = html("div", "player-head");
    const title = html("span"), answer = html("b", "player-answer"), expected = html("span");
    const retina = html("div", "player-retina"), bars = html("div", "player-bars");
    const controls = html("div", "player-controls");
    const play = html("button", "play", "Play"), back = html("button", "", "‹"), on = html("button", "", "›");
    const slider = html("input"), speed = html("select");
    for (const button of [play, back, on]) button.type = "button";
    back.setAttribute("aria-label", `One ${word} back`);
    on.setAttribute("aria-label", `One ${word} on`);
    Object.assign(slider, { type: "range", min: 1, step: 1 });
    slider.setAttribute("aria-label", word);
    speed.setAttribute("aria-label", "Speed");
    for (const factor of [0.5, 1, 2, 4]) speed.append(new Option(`${factor}×`, factor, factor === 1, factor === 1));
    head.append(title, answer, expected);
    side.append(head, retina, bars);
    controls.append(play, back, on, slider, speed);
    stage.append(scene, side, controls);
    player.prepend(stage);

    const centre = box => [box[0] + box[2] / 2, box[1] + box[2] / 2];
    const drawScene = () => {
      const unit = Math.max(trace.width, trace.height), radius = 0.032 * unit, single = trace.images.length === 1;
      const image = svg("image", { class: "pixels", width: trace.width, height: trace.height });
      image.setAttribute("href", trace.images[single ? 0 : step]);
      scene.setAttribute("viewBox", `0 0 ${trace.width} ${trace.height}`);
      scene.setAttribute("aria-label", `${word} ${step + 1} of ${trace.boxes.length}`);
      scene.replaceChildren(image);
      for (let t = single ? 0 : step; t <= step; t++) {
        trace.boxes[t].forEach(([x, y, width], scale) => {
          if (t < step && scale > 0) return;
          const now = t === step;
          scene.append(svg("rect", {
            x, y, width, height: width, fill: "none", stroke: trace.colours[t], "vector-effect": "non-scaling-stroke",
            "stroke-width": now && scale === 0 ? 3 : 1.5, "stroke-opacity": now ? 1 / (1 + 0.5 * scale) : 0.45 }));
        });
      }
      if (!single) return;
      const centres = trace.boxes.slice(0, step + 1).map(boxes => centre(boxes[0]));
      scene.append(svg("polyline", { class: "path", points: centres.map(at => at.join(",")).join(" ") }));
      centres.forEach(([x, y], t) => {
        const number = svg("text", { x, y, style: `font-size:${1.35 * radius}px` });
        number.textContent = t + 1;
        scene.append(svg("circle", { cx: x, cy: y, r: radius, fill: trace.colours[t], stroke: "#0009", "stroke-width": 0.25 * radius }), number);
      });
    };

    const build = () => {
      const [first] = trace.boxes, steps = trace.boxes.length;
      retina.replaceChildren(...first.map(([, , width]) => {
        const figure = html("figure"), patch = html("div");
        patch.style.backgroundImage = `url(${trace.retina})`;
        patch.style.backgroundSize = `${100 * steps}% ${100 * first.length}%`;
        figure.append(patch, html("figcaption", "", `${width}×${width}`));
        return figure;
      }));
      // Of many classes, only those with the highest probability at any step are shown.
      const best = trace.classes.map((_, c) => Math.max(...trace.probabilities.map(p => p[c])));
      const shown = trace.classes.map((_, c) => c).sort((a, b) => best[b] - best[a]).slice(0, 16).sort((a, b) => a - b);
      bars.classList.toggle("digits", trace.classes.every(name => name.length < 3));
      bars.replaceChildren(...shown.map(c => {
        const row = html("div");
        row.dataset.class = c;
        row.append(html("span", "", trace.classes[c]), html("i"), html("span"));
        return row;
      }));
      slider.max = steps;
    };

    const show = () => {
      const steps = trace.boxes.length, probabilities = trace.probabilities[step];
      const label = trace.labels[Math.min(step, trace.labels.length - 1)], episode = trace.images.length > 1;
      const named = probabilities.indexOf(Math.max(...probabilities)), right = named === label, slot = trace.slots[step];
      drawScene();
      title.textContent = `${word} ${step + 1} of ${steps}${slot ? `, ${slot}` : ""}`;
      answer.className = `player-answer ${label < 0 ? "" : (episode ? trace.right : right) ? "is-right" : "is-wrong"}`;
      answer.textContent = episode ? trace.verdict : label < 0 ? trace.classes[named] : `${trace.classes[named]}${right ? " ✓" : `, is ${trace.classes[label]} ✗`}`;
      expected.textContent = `expected reward ${trace.baselines[step].toFixed(2)}`;
      [...retina.children].forEach((figure, scale, all) => {
        figure.style.setProperty("--glimpse", trace.colours[step]);
        figure.firstChild.style.backgroundPosition =
          `${steps > 1 ? 100 * step / (steps - 1) : 0}% ${all.length > 1 ? 100 * scale / (all.length - 1) : 0}%`;
      });
      for (const row of bars.children) {
        const c = +row.dataset.class;
        row.className = (c === named ? "answer " : "") + (c === label ? "label" : "");
        row.children[1].style.setProperty("--p", probabilities[c] / 10);
        row.children[2].textContent = `${Math.round(probabilities[c] / 10)}%`;
      }
      slider.value = step + 1;
      slider.setAttribute("aria-valuetext", title.textContent);
    };

    const go = to => {
      step = (to + trace.boxes.length) % trace.boxes.length;
      wait = 0;
      show();
    };
    const stop = () => {
      clearInterval(timer);
      timer = 0;
      play.textContent = "Play";
    };
    const start = () => {
      clearInterval(timer);
      play.textContent = "Pause";
      timer = setInterval(() => {
        // The last step stays for a while before it starts again.
        if (step === trace.boxes.length - 1 && wait++ < 2) return;
        go(step + 1);
      }, (trace.images.length > 1 ? 250 : 700) / speed.value);
    };
    const choose = number => {
      trace = traces[number];
      smalls.forEach((small, i) => small.setAttribute("aria-pressed", i === number));
      build();
      go(0);
      if (timer) start();
    };

    play.addEventListener("click", () => {
      if (timer) return stop();
      if (step === trace.boxes.length - 1) go(0);
      start();
    });
    back.addEventListener("click", () => { stop(); go(step - 1); });
    on.addEventListener("click", () => { stop(); go(step + 1); });
    slider.addEventListener("input", () => { stop(); go(slider.value - 1); });
    speed.addEventListener("change", () => { if (timer) start(); });
    smalls.forEach((small, i) => small.addEventListener("click", () => choose(i)));
    choose(0);
    // Only the first player starts by itself, unless reduced motion is preferred; the others show their last step.
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || player !== document.querySelector(".player");
    if (still) go(trace.boxes.length - 1);
    else start();
  };

  document.querySelectorAll(".player").forEach(startPlayer);
})();
