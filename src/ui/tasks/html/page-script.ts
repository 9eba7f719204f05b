/**
 * The page's own script: logs appear when they are opened, search and filters, theme. What tasks wrote gets into the page as text
 * nodes only. A script in a text, since it is neither compiled nor bundled.
 */
export const pageScript = `
(() => {
  "use strict";
  const tasks = JSON.parse(document.getElementById("log-data").textContent);
  const search = document.getElementById("search");
  const outcome = document.getElementById("outcome");
  const stream = document.getElementById("stream");
  const found = document.getElementById("found");
  const most = 4000;
  const chunkLines = 200;
  const openAtMost = 20;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const view = (task) => document.getElementById("log-" + task.n);
  const query = () => search.value.toLowerCase();

  const matching = (task) => {
    const words = query();
    const errorsOnly = stream.value === "stderr";
    const lines = [];
    task.lines.forEach((line, index) => {
      if (errorsOnly && line[0] !== 1) return;
      if (words === "" || line[1].toLowerCase().includes(words)) lines.push(index);
    });
    return lines;
  };

  // Text with what was searched marked in it, whatever spans it lies in.
  const marked = (parent, text, at, ranges) => {
    let from = 0;
    for (const [start, end] of ranges) {
      const first = Math.max(0, start - at), last = Math.min(text.length, end - at);
      if (first >= last) continue;
      parent.append(text.slice(from, first), element("mark", "", text.slice(first, last)));
      from = last;
    }
    parent.append(text.slice(from));
  };
  const rangesOf = (text) => {
    const words = query(), low = text.toLowerCase(), ranges = [];
    if (words === "" || low.length !== text.length) return ranges;
    for (let at = low.indexOf(words); at >= 0; at = low.indexOf(words, at + words.length)) ranges.push([at, at + words.length]);
    return ranges;
  };
  const lineView = (task, index) => {
    const [isError, text, , spans] = task.lines[index];
    const line = element("div", isError ? "l e" : "l");
    line.dataset.n = task.dropped + index + 1;
    const body = element("span");
    const ranges = rangesOf(text);
    let at = 0;
    for (const [part, classes, style] of spans || [[text, "", ""]]) {
      const span = classes || style ? element("span", classes) : body;
      if (style) span.style.cssText = style;
      marked(span, part, at, ranges);
      if (span !== body) body.append(span);
      at += part.length;
    }
    line.append(body);
    return line;
  };

  const show = (task, lines, from) => {
    const box = view(task).querySelector(".lines");
    box.replaceChildren();
    if (from > 0) {
      const before = element("button", "", "Show the " + from.toLocaleString("en") + " lines before");
      before.type = "button";
      before.addEventListener("click", () => { show(task, lines, Math.max(0, from - most * 5)); box.focus(); });
      box.append(before);
    }
    if (lines.length === 0) box.append(element("div", "at", task.lines.length === 0 ? "It wrote nothing." : "No line matches."));
    let step = "";
    for (let start = from; start < lines.length; start += chunkLines) {
      const chunk = element("div", "chunk");
      const part = lines.slice(start, start + chunkLines);
      chunk.style.containIntrinsicSize = "auto " + Math.round(part.length * 19.4) + "px";
      for (const index of part) {
        const own = task.steps[task.lines[index][2]] || "";
        if (own !== step) chunk.append(element("div", "at", own === "" ? "in the task itself" : own));
        step = own;
        chunk.append(lineView(task, index));
      }
      box.append(chunk);
    }
  };
  const render = (task) => {
    const lines = matching(task);
    show(task, lines, Math.max(0, lines.length - most));
  };

  const plural = (count, word) => count.toLocaleString("en") + " " + word + (count === 1 ? "" : "s");
  const filter = () => {
    const isSearch = query() !== "" || stream.value !== "";
    let shown = 0, count = 0, opened = 0;
    for (const task of tasks) {
      const box = view(task);
      const lines = isSearch ? matching(task) : task.lines;
      const isNamed = query() !== "" && stream.value === "" && task.id.toLowerCase().includes(query());
      box.hidden = (outcome.value !== "" && outcome.value !== task.outcome) || (isSearch && lines.length === 0 && !isNamed);
      box.querySelector(".count").textContent = plural(lines.length + (isSearch ? 0 : task.dropped), isSearch ? "match" : "line").replace("matchs", "matches");
      if (box.hidden) continue;
      shown++;
      count += lines.length;
      if (isSearch && lines.length > 0 && opened < openAtMost) { box.open = true; opened++; }
      if (box.open) render(task);
    }
    found.textContent = isSearch ? plural(count, "line") + " in " + plural(shown, "task") : outcome.value === "" ? "" : plural(shown, "task");
  };

  let timer;
  const soon = () => { clearTimeout(timer); timer = setTimeout(filter, 120); };
  search.addEventListener("input", soon);
  outcome.addEventListener("change", filter);
  stream.addEventListener("change", filter);
  for (const task of tasks) view(task).addEventListener("toggle", () => { if (view(task).open) render(task); });
  document.getElementById("open-all").addEventListener("click", () => { for (const task of tasks) if (!view(task).hidden) view(task).open = true; });
  document.getElementById("close-all").addEventListener("click", () => { for (const task of tasks) view(task).open = false; });

  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null || !target.matches("details.task")) return;
    target.hidden = false;
    target.open = true;
    target.querySelector("summary").focus({ preventScroll: true });
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  // The same link again changes no hash.
  addEventListener("click", (event) => { const link = event.target.closest && event.target.closest("a[href^='#log-']"); if (link && link.hash === location.hash) follow(); });
  addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); search.focus(); search.select(); }
    if (event.key === "Escape" && document.activeElement === search) { search.value = ""; filter(); }
  });

  const theme = document.getElementById("theme");
  const isDark = () => { const own = document.documentElement.dataset.theme; return own ? own === "dark" : matchMedia("(prefers-color-scheme: dark)").matches; };
  const name = () => { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-label", (isDark() ? "Light" : "Dark") + " theme"); };
  theme.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; name(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
  name();
  filter();
  follow();
})();
`.trim();
