// Small helpers: finding, delegating, saying things in the reader's language.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Listens on the document for events from elements that match now or later. */
export function on(type, selector, handler, options) {
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest(selector) : null;
    if (target) handler(event, target);
  }, options);
}

const phrases = JSON.parse(document.getElementById("phrases")?.textContent || "{}");

/** One of the sentences the page brought along, with its blanks filled. */
export function phrase(key, values = {}) {
  return (phrases[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Says something to people who listen to the page. */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}

/** Runs now and whenever HTMX has put something new on the page. */
export function onContent(run) {
  run(document);
  document.addEventListener("htmx:after:swap", () => run(document));
}

export const typing = (target) =>
  target instanceof Element && Boolean(target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]"));

export const open = (dialog) => { if (dialog && !dialog.open) dialog.showModal(); };

export function debounce(run, wait) {
  let timer;
  return (...args) => { clearTimeout(timer); timer = setTimeout(() => run(...args), wait); };
}

/** Sends something to our own server the way a form would, and gives back the answer. */
export function send(url, { method = "POST", body, headers = {}, signal } = {}) {
  // A small write survives leaving the page; browsers refuse that for more than 64 KiB.
  const keepalive = method !== "GET" && !(body instanceof FormData) && String(body ?? "").length < 16_000;
  return fetch(url, { method, body, signal, keepalive, headers: { "X-Requested-With": "fetch", ...headers }, credentials: "same-origin" });
}

/** Lets the events of an answer's HX-Trigger header happen, as HTMX would. */
export function fireTriggers(response, from = document.body) {
  const header = response.headers.get("HX-Trigger");
  if (!header?.startsWith("{")) return;
  for (const [name, detail] of Object.entries(JSON.parse(header))) {
    from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
