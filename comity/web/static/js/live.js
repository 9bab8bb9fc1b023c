// Live pages: one event stream for all tabs; elements with data-live are fetched again when one of their topics changes.
import { $, $$, debounce, onContent, phrase, send } from "./dom.js";
import { toast } from "./toast.js";

const QUIET = 120;      // several changes at once become one fetch
const PAUSE = 1500;     // and a busy table does not fetch the page more often than this
const POLL = 20000;     // only while the stream is down
const BEAT = 16000;     // the server says something at least this often; a dead stream may be that old
const ALERTS = "said:deals:health";
const bus = "BroadcastChannel" in window ? new BroadcastChannel("comity-live") : null;
const me = crypto.randomUUID?.() ?? String(Math.random());
const recent = [];          // what the leading tab heard lately, for tabs that open just now
const wanted = new Map();   // tab -> its topics; only the leading tab uses it
let source, leading = false, opened = false, tries = 0, polling, mine = "", since = Infinity;
let heardUntil = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.requestStart ?? 0);

const topicsOf = (element) => element.dataset.live.split(/[\s,]+/).filter(Boolean);
const here = () => [...new Set($$("[data-live]").flatMap(topicsOf))].sort();

// --- drawing ---
const due = new Set(), asked = new Set(); // a newer answer brings what an older one was to bring, too

function heard(topic) {
  for (const element of $$("[data-live]")) if (topicsOf(element).includes(topic)) due.add(element);
  if (due.size) redraw();
  document.dispatchEvent(new CustomEvent("comity:change", { detail: { topic } }));
}

let drawn = 0, turns = 0;
const redraw = debounce(async () => {
  if (document.hidden) return;
  const wait = drawn + PAUSE - Date.now();
  if (wait > 0) { setTimeout(redraw, wait); return; }
  drawn = Date.now();
  const ready = [...due].filter((element) => element.isConnected && !editing(element));
  ready.forEach((element) => due.delete(element));
  const own = ready.filter((element) => element.hasAttribute("hx-get"));
  own.forEach((element) => htmx.trigger(element, "live"));
  const rest = ready.filter((element) => element.id && !own.includes(element) && !ready.some((other) => other !== element && other.contains(element)));
  if (rest.length) await fetchPage(rest);
}, QUIET);

function editing(element) {
  const at = document.activeElement;
  return element.contains(at) && at.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]")
    || Boolean(element.querySelector("[data-lifted], .sortable-chosen, form[data-dirty]"));
}

async function fetchPage(elements) {
  const key = location.href, turn = ++turns;
  elements.forEach((element) => asked.add(element));
  const text = await send(key, { method: "GET", headers: { Accept: "text/html", "X-Live": "1" } }).then((answer) => (answer.ok && !answer.redirected ? answer.text() : "")).catch(() => "");
  if (turn !== turns) return;
  const page = new DOMParser().parseFromString(text, "text/html"), waiting = [...asked].filter((element) => element.isConnected);
  asked.clear();
  if (key !== location.href) { waiting.forEach((element) => due.add(element)); redraw(); return; }
  for (const element of waiting) {
    const fresh = page.getElementById(element.id);
    if (fresh && editing(element)) due.add(element); // begun meanwhile: drawn when it is over
    if (!fresh || !element.isConnected || editing(element)) continue;
    const at = document.activeElement?.id; // a node that the morph moves loses the focus
    await htmx.swap({ text: fresh.outerHTML, target: element, swap: "outerMorph", sourceElement: element });
    if (at && document.activeElement === document.body) document.getElementById(at)?.focus({ preventScroll: true });
  }
}

document.addEventListener("focusout", () => { if (due.size) setTimeout(redraw, 50); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { if (due.size) redraw(); if (leading && !source) connect(); } });

// --- the stream ---
function state(name) {
  const dot = $("#connection");
  if (!dot || dot.dataset.state === name) return;
  dot.dataset.state = name;
  dot.title = phrase(name);
  $("span", dot).textContent = phrase(name);
}

const share = (message) => bus?.postMessage({ from: me, ...message });
const tellState = (name) => { state(name); share({ kind: "state", name }); };

function connect() {
  heardUntil = Math.min(opened ? Date.now() : heardUntil, since);
  opened = false, since = Infinity;
  source?.close();
  const topics = [...new Set([...wanted.values()].flat())].sort();
  mine = topics.join(",");
  if (!topics.length) { source = undefined; return; }
  // How old what we show is: the server tells at once what changed since, so nothing is lost while the stream opens.
  const age = Math.ceil(Date.now() - heardUntil) + 1000;
  source = new EventSource(`/live?topics=${encodeURIComponent(mine)},${ALERTS}&age=${age}`);
  source.addEventListener("ready", () => { tries = 0; opened = true; clearInterval(polling); polling = undefined; tellState("live"); });
  source.addEventListener("change", (event) => { const { topic } = JSON.parse(event.data); recent.push({ topic, at: Date.now() }); recent.splice(0, recent.length - 200); heard(topic); share({ kind: "change", topic }); });
  source.addEventListener("health", (event) => { const deal = JSON.parse(event.data); alarm(deal); share({ kind: "health", deal }); });
  source.onerror = () => {
    if (opened) heardUntil = Date.now() - BEAT;
    opened = false;
    source?.close();
    source = undefined;
    tellState(navigator.onLine ? "waiting" : "offline");
    const wait = Math.min(30000, 500 * 2 ** tries) * (0.7 + Math.random() * 0.6);
    if (++tries > 2) polling ??= setInterval(catchUp, POLL);
    setTimeout(() => { if (!source) connect(); }, wait);
  };
}

/** A deal fell to yellow or red: said once, on the page that is looked at. */
function alarm({ id, title, score, color }) {
  if (!document.hidden) toast({ text: phrase("fell", { title, score }), tone: color === "red" ? "danger" : "warning", href: `/leads/${id}` });
}

/** After a gap: whatever may have changed meanwhile is fetched once. */
function catchUp() {
  here().forEach(heard);
  share({ kind: "missed" });
}

const reconnect = debounce(() => {
  const topics = [...new Set([...wanted.values()].flat())];
  const open = new Set(mine.split(","));
  if (!source || topics.some((topic) => !open.has(topic))) connect();
}, 150);

function lead() {
  leading = true;
  wanted.set(me, here());
  share({ kind: "who" });
  reconnect();
}

export function watch() {
  const topics = here();
  if (leading) { wanted.set(me, topics); reconnect(); } else share({ kind: "topics", topics, since: heardUntil });
}

bus?.addEventListener("message", ({ data }) => {
  if (data.kind === "change") heard(data.topic);
  else if (data.kind === "health") alarm(data.deal);
  else if (data.kind === "missed") here().forEach(heard);
  else if (data.kind === "state") state(data.name);
  else if (data.kind === "who") share({ kind: "topics", topics: here() });
  else if (leading && data.kind === "topics") {
    if (!wanted.has(data.from)) recent.filter(({ at }) => at > data.since).forEach(({ topic }) => share({ kind: "change", topic }));
    if (!wanted.has(data.from)) since = Math.min(since, data.since ?? since); // what nobody followed is told since that tab was drawn
    wanted.set(data.from, data.topics);
    reconnect();
    share({ kind: "state", name: source ? "live" : "waiting" });
  }
  else if (leading && data.kind === "bye") wanted.delete(data.from);
});

export function start() {
  if (!$("[data-live]") || !("EventSource" in window)) return;
  onContent(() => watch());
  window.addEventListener("pagehide", () => { share({ kind: "bye" }); source?.close(); source = undefined; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { if (leading) connect(); else watch(); catchUp(); } });
  window.addEventListener("online", () => { if (leading && !source) connect(); });
  if (navigator.locks && bus) navigator.locks.request("comity-live", () => { lead(); return new Promise(() => {}); });
  else lead();
}
