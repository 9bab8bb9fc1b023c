// Short notes at the foot of the page, with undo. The server sends them in HX-Trigger: {"toast": {...}}.
import { $, fireTriggers, on, phrase, send, typing } from "./dom.js";

const LONG = 9000;
const SHORT = 5000;
const place = $("#toasts");

export function toast({ text, tone = "good", undo, href }) {
  const node = $("#toast-template").content.firstElementChild.cloneNode(true);
  node.dataset.tone = tone;
  $(".text", node).textContent = text;
  const use = $("use", node);
  const icons = { good: "check", warning: "triangle-alert", danger: "circle-alert", neutral: "info" };
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icons[tone] ?? "info"}`));
  if (href) $("[data-dismiss]", node).before(link(href));
  if (undo) $("[data-dismiss]", node).before(undoForm(undo));
  show(node);
}

function link(href) {
  const a = document.createElement("a");
  Object.assign(a, { href, className: "button button-small", textContent: phrase("open") });
  return a;
}

function undoForm(action) {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action });
  form.dataset.undo = "";
  const button = document.createElement("button");
  Object.assign(button, { className: "button button-small undo", textContent: phrase("undo") });
  form.append(button);
  return form;
}

function show(node) {
  place.append(node);
  while (place.children.length > 4) place.firstElementChild.remove();
  raise();
  watch(node);
}

/** Above everything, also above an open dialog. */
function raise() {
  if (!place.showPopover) return;
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
}

function watch(node) {
  const wait = $("[data-undo]", node) ? LONG : SHORT;
  let timer = setTimeout(() => leave(node), wait);
  node.addEventListener("pointerenter", () => clearTimeout(timer));
  node.addEventListener("focusin", () => clearTimeout(timer));
  node.addEventListener("pointerleave", () => { timer = setTimeout(() => leave(node), wait / 2); });
}

function leave(node) {
  if (!node.isConnected) return;
  node.dataset.leaving = "";
  setTimeout(() => { node.remove(); if (!place.children.length && place.matches(":popover-open")) place.hidePopover(); }, 200);
}

async function undo(form) {
  const node = form.closest(".toast");
  node?.remove();
  const answer = await send(form.action, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return toast({ text: phrase("failed"), tone: "danger" });
  const redirect = answer.headers.get("HX-Redirect");
  if (redirect) return location.assign(redirect);
  if (answer.headers.get("HX-Trigger")) fireTriggers(answer);
  else toast({ text: phrase("undone"), tone: "neutral" });
  document.dispatchEvent(new CustomEvent("comity:undone"));
}

if (place) {
  place.popover = "manual"; // from here on above open dialogs; without scripts it simply stands there
  document.addEventListener("toast", (event) => toast(event.detail));
  on("click", ".toast [data-dismiss]", (_event, button) => leave(button.closest(".toast")));
  on("submit", "form[data-undo]", (event, form) => { event.preventDefault(); undo(form); });
  document.addEventListener("keydown", (event) => {
    const last = place.querySelector(".toast:last-child form[data-undo]");
    if (last && event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !typing(event.target)) {
      event.preventDefault();
      undo(last);
    }
  });
  if (place.children.length) { raise(); [...place.children].forEach(watch); }
  document.addEventListener("toggle", (event) => { if (event.target.matches?.("dialog") && event.newState === "open" && place.children.length) raise(); }, true);
}
