// Ctrl/Cmd-K: a combobox whose options are HTML from /palette?q=…; recents first.
import { $, $$, announce, debounce, fireTriggers, on, open, phrase, send } from "./dom.js";

const dialog = $("#palette");
const input = $("input", dialog ?? document);
const list = $("#palette-results");
const kept = new Map();
let asking = false;
let wanted = null; // where the option leads that the visitor chose; what comes later does not move the choice

function choose(option) {
  $$('[aria-selected="true"]', list).forEach((other) => other.setAttribute("aria-selected", "false"));
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.id ||= `option-${$$('[role="option"]', list).indexOf(option)}`;
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

const PART = "<!-- part -->";
let asked = "", waiting = 0;

/** The answer, shown part by part as it comes. */
async function whole(answer, show) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let html = "", shown = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    html += value;
    const end = html.lastIndexOf(PART) + PART.length;
    if (end > shown && end >= PART.length && html.includes(PART)) { shown = end; show(html.slice(0, end)); }
  }
  return html;
}

/** Whoever stops typing for a moment has asked: only then is a model, if there is one. */
function later(q) {
  clearTimeout(waiting);
  waiting = setTimeout(() => { if (dialog.open && input.value.trim() === q && asked !== q) { asked = q; kept.delete(q); look(); } }, 700);
}

function want(option) {
  wanted = option.getAttribute("href");
  choose(option);
}

function draw(html) {
  list.innerHTML = html;
  const options = $$('[role="option"]', list);
  options.forEach((option, index) => { option.id = `option-${index}`; option.tabIndex = -1; option.setAttribute("aria-selected", "false"); });
  options.length ? list.setAttribute("role", "listbox") : list.removeAttribute("role");
  choose((wanted && options.find((option) => option.getAttribute("href") === wanted)) || options[0]);
  if (input.value) announce(options.length ? phrase("results", { count: options.length }) : phrase("noResults"));
}

/** One question at a time, the newest next: a quick typist does not make a queue. */
async function look() {
  const q = input.value.trim();
  if (kept.has(q)) draw(kept.get(q));
  if (asking) return;
  asking = true;
  try {
    const asks = asked === q;
    const url = `${list.dataset.src}?${new URLSearchParams({ q, at: location.pathname, stream: "1", ...(asks ? { ask: "1" } : {}) })}`;
    const answer = await send(url, { method: "GET", headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await whole(answer, (some) => { if (!kept.has(q) && input.value.trim() === q && !wanted) draw(some); });
    if (kept.get(q) !== html) { kept.set(q, html); draw(html); }
    if (!asks && q.split(/\s+/).length > 2) later(q);
  } catch {
    draw(`<p class="empty" data-small>${phrase(navigator.onLine ? "failed" : "offline")}</p>`);
  } finally {
    asking = false;
    if (dialog.open && input.value.trim() !== q) look();
  }
}

/** The focus leaves the field first: a key pressed right after is no word of the search. */
function hide() {
  input.blur();
  dialog.close();
}

async function take(option) {
  if (option.dataset.fill) { input.value = option.dataset.fill; return look(); }
  if (option.dataset.opens) { hide(); return; }
  if (option.dataset.post) {
    hide();
    const answer = await send(option.dataset.post, { headers: { "HX-Request": "true" } });
    const to = answer.headers.get("HX-Redirect");
    return to ? location.assign(to) : fireTriggers(answer);
  }
  if (option.href) location.assign(option.href);
}

function show() {
  if (!dialog || dialog.open) return;
  kept.clear();
  wanted = null;
  open(dialog);
  input.select();
  look();
}

if (dialog) {
  on("click", "[data-palette]", (event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); show(); } });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); dialog.open ? hide() : show(); }
  });
  input.addEventListener("input", () => { wanted = null; });
  input.addEventListener("input", debounce(look, 30));
  input.addEventListener("keydown", (event) => {
    const options = $$('[role="option"]', list);
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      want(options[Math.abs(step) === 1 ? (at + step + options.length) % options.length : Math.min(options.length - 1, Math.max(0, at + step))]);
    } else if (event.key === "Escape") {
      event.preventDefault(); // the browser would only empty the field first
      hide();
    } else if (event.key === "Enter" && options[at] && !event.isComposing) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) window.open(options[at].href, "_blank");
      else take(options[at]);
    }
  });
  list.addEventListener("mousemove", (event) => { const option = event.target.closest('[role="option"]'); if (option && option.getAttribute("aria-selected") !== "true") want(option); });
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option && !event.ctrlKey && !event.metaKey) { event.preventDefault(); take(option); }
  });
  dialog.addEventListener("mousedown", (event) => { if (event.target === dialog) hide(); });
}
