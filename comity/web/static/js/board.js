// Boards: cards move by mouse, finger or keyboard; the move is shown at once and taken back if the server says no.
import Sortable from "../vendor/sortable.js";
import { $, $$, announce, fireTriggers, on, open, phrase, send } from "./dom.js";
import { toast } from "./toast.js";

const cardsOf = (column) => $("[data-cards]", column);
const columnOf = (card) => card.closest("[data-column]");
const placeOf = (card) => ({ list: card.parentElement, next: card.nextElementSibling });
const nameOf = (column) => column.getAttribute("aria-label");

export function prepare() {
  for (const list of $$("[data-board] [data-cards]:not([data-sortable])")) {
    list.dataset.sortable = "";
    let from;
    new Sortable(list, {
      group: "cards", draggable: ".deal", animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
      delay: 180, delayOnTouchOnly: true, touchStartThreshold: 6, scrollSensitivity: 60, fallbackTolerance: 4, forceFallback: true, fallbackOnBody: true,
      filter: "button, input, select, textarea", preventOnFilter: false,
      onStart: ({ item }) => { from = placeOf(item); },
      onMove: ({ to }) => { $$("[data-over]").forEach((column) => delete column.dataset.over); columnOf(to).dataset.over = ""; },
      onEnd: ({ item, oldIndex, newIndex, from: left, to }) => {
        $$("[data-over]").forEach((column) => delete column.dataset.over);
        item.dataset.moved = "";
        setTimeout(() => delete item.dataset.moved, 50);
        if (left !== to || oldIndex !== newIndex) save(item, from);
      },
    });
  }
}

on("click", ".deal", (event, card) => {
  if ("moved" in card.dataset) { event.preventDefault(); return; }
  if (!event.target.closest("a, button, input, label")) $("a[href]", card)?.click();
});

/** Tells the server; puts the card back when it refuses, or waits when it asks for more. */
async function save(card, from) {
  const column = columnOf(card);
  const url = column.dataset.move?.replace("{id}", card.dataset.id);
  recount(from.list, card.parentElement);
  if (!url) return;
  card.dataset.saving = "";
  const before = card.previousElementSibling;
  const body = new URLSearchParams({ stage: column.dataset.column, after: before?.dataset.id ?? "", before: card.nextElementSibling?.dataset.id ?? "" });
  const answer = await send(url, { body, headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => null);
  delete card.dataset.saving;
  const html = answer && answer.status !== 204 ? await answer.text() : "";
  if (answer) fireTriggers(answer, card);
  if (answer?.ok && !html) return;
  if (answer?.ok && answer.headers.get("HX-Retarget") !== "#dialog") return htmx.swap({ text: html, swap: "none", sourceElement: card, target: card });
  if (answer?.ok || answer?.status === 422 && html) return moreWanted(html, card, from);
  back(card, from);
  if (!answer?.headers.get("HX-Trigger")) toast({ text: phrase(navigator.onLine ? "failed" : "offline"), tone: "danger" });
}

/** The stage wants a reason or a field first: the form opens, and the card goes back when it is closed unsent. */
function moreWanted(html, card, from) {
  const dialog = $("#dialog");
  let sent = false;
  const listen = (event) => { if (event.detail.ctx?.response?.raw?.ok) { sent = true; dialog.close(); } };
  dialog.innerHTML = html;
  htmx.process(dialog);
  open(dialog);
  dialog.addEventListener("htmx:after:request", listen);
  dialog.addEventListener("submit", (event) => { if (!event.target.closest("[method=dialog]")) sent ||= !event.target.matches("[hx-post]"); }, { once: true });
  dialog.addEventListener("close", () => { dialog.removeEventListener("htmx:after:request", listen); if (!sent) back(card, from); }, { once: true });
}

function back(card, from) {
  const left = card.parentElement;
  from.list.insertBefore(card, from.next?.parentElement === from.list ? from.next : null);
  recount(left, from.list);
  announce(phrase("returned", { name: card.dataset.name }));
}

function recount(...lists) {
  for (const list of new Set(lists)) {
    const count = $("[data-count]", list.closest("[data-column]"));
    const shown = $$(".deal", list).length;
    if (!count) continue;
    count.dataset.hidden ??= Number(count.dataset.total ?? count.textContent.replace(/\D/g, "")) - Number(count.dataset.shown ?? shown);
    count.textContent = shown + Math.max(0, Number(count.dataset.hidden) || 0);
  }
}

// --- keyboard: Space lifts and drops, arrows move, Escape puts back ---
let lifted, origin;

function tell(key, card) {
  const list = card.parentElement;
  const all = $$(".deal", list);
  announce(phrase(key, { name: card.dataset.name, column: nameOf(columnOf(card)), place: all.indexOf(card) + 1, total: all.length }));
}

function shift(card, key) {
  const columns = $$("[data-column]", card.closest("[data-board]"));
  const rtl = document.documentElement.dir === "rtl";
  const side = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[key];
  if (side) {
    const next = columns[columns.indexOf(columnOf(card)) + side];
    if (next) cardsOf(next).prepend(card);
  } else if (key === "ArrowUp") card.previousElementSibling?.before(card);
  else card.nextElementSibling?.after(card);
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  tell("over", card);
}

function walk(card, key) {
  const columns = $$("[data-column]", card.closest("[data-board]"));
  const at = $$(".deal", card.parentElement).indexOf(card);
  const side = { ArrowLeft: -1, ArrowRight: 1 }[key];
  let to = key === "ArrowUp" ? card.previousElementSibling : card.nextElementSibling;
  if (side) {
    for (let index = columns.indexOf(columnOf(card)) + side; columns[index]; index += side) {
      const cards = $$(".deal", columns[index]);
      if (cards.length) { to = cards[Math.min(at, cards.length - 1)]; break; }
    }
  }
  to?.focus();
}

function drop(keep) {
  const card = lifted;
  delete card.dataset.lifted;
  card.removeAttribute("aria-grabbed");
  lifted = undefined;
  if (!keep) { back(card, origin); card.focus(); return; }
  tell("dropped", card);
  if (card.parentElement !== origin.list || card.nextElementSibling !== origin.next) save(card, origin);
}

on("keydown", ".deal", (event, card) => {
  if (event.target !== card) return;
  if (event.key === " ") {
    event.preventDefault();
    if (lifted) return drop(true);
    lifted = card;
    origin = placeOf(card);
    card.dataset.lifted = "";
    announce(phrase("lifted", { name: card.dataset.name }));
  } else if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    (lifted ? shift : walk)(card, event.key);
  } else if (event.key === "Escape" && lifted) { event.preventDefault(); drop(false); }
  else if (event.key === "Enter") { event.preventDefault(); $("a[href]", card)?.click(); }
});
on("focusout", ".deal[data-lifted]", (event, card) => { setTimeout(() => { if (lifted === card && document.activeElement !== card) drop(true); }, 0); });
