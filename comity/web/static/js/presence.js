// Who else looks at this record, and which field they edit: shown beside the title and at the field. Whoever took a field first
// holds it: for everybody else it is locked until they leave it, close the tab or fall silent.
import { $, $$, debounce, onContent, phrase, send } from "./dom.js";
import { watch } from "./live.js";
import { toast } from "./toast.js";

const BEAT = 20000;
const tab = crypto.randomUUID?.() ?? String(Math.random());
let where = "", field = "", people = [], turn = 0;

const record = () => $(".record-head[data-live]")?.dataset.live.split(/[\s,]+/)[0] ?? "";
const fieldOf = (target) => target?.closest?.("main") && target.matches?.("input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=search]), textarea, select") ? keyOf(target.closest("[data-edit]")) || target.closest("[data-label]")?.dataset.label || target.name || target.id : "";
const facts = () => `[data-edit*="/${CSS.escape(where.split(":")[1] ?? "")}/"]`;
const keyOf = (cell) => (cell?.matches(facts()) ? cell.dataset.edit.split("?")[0].split("/").pop() : ""); // the same in every language

async function say(gone = false) {
  if (!where) return;
  const mine = ++turn; // requests side by side arrive and are answered in any order: the newest holds
  const body = new URLSearchParams({ where, tab, field, turn: mine, ...(gone ? { gone: "1" } : {}) });
  const answer = await send("/live/here", { body }).catch(() => null);
  const said = answer?.ok && !gone ? await answer.json() : null;
  if (!said || mine !== turn) return;
  people = said.people;
  draw();
}

function avatar({ name, initials, hue, fields }) {
  const mark = document.createElement("span");
  mark.className = "avatar";
  mark.dataset.hue = hue;
  mark.dataset.size = "s";
  mark.textContent = initials;
  mark.title = phrase(fields.length ? "editing" : "looking", { name });
  if (fields.length) mark.dataset.editing = "";
  return mark;
}

function draw() {
  const title = $(".record-head h1");
  if (!title) return;
  let place = $(".present", title.parentElement);
  if (!place) {
    place = document.createElement("span");
    place.className = "present avatars";
    place.setAttribute("role", "group");
    place.dataset.live = `here:${where}`;
    title.after(place);
    watch();
  }
  place.setAttribute("aria-label", people.map(({ name, fields }) => phrase(fields.length ? "editing" : "looking", { name })).join(", "));
  place.hidden = !people.length;
  place.replaceChildren(...people.map(avatar));
  mark();
}

const places = (one) => $$(`main ${facts()}[data-edit$="/${CSS.escape(one)}"], main [data-label="${CSS.escape(one)}"], main [name="${CSS.escape(one)}"], main #${CSS.escape(one)}`).slice(0, 1);

function mark() {
  for (const marked of $$("[data-edited-by]")) {
    if ("locked" in marked.dataset && marked.matches("input, textarea, select")) marked.readOnly = marked.inert = false;
    delete marked.dataset.editedBy;
    delete marked.dataset.locked;
    marked.title = "";
  }
  for (const { name, fields, holds } of people) for (const one of fields) for (const place of places(one)) {
    place.dataset.editedBy = name;
    place.title = phrase("editing", { name });
    if (holds.includes(one)) lock(place, name);
  }
}

function lock(place, name) {
  place.dataset.locked = "";
  if (place.matches("input, textarea, select")) { place.readOnly = place.inert = true; return; }
  const open = $(".input", place); // both began at once, and the other was first
  if (open && place.contains(document.activeElement)) { open.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })); refuse(name); }
}

const refuse = (name) => toast({ text: phrase("editing", { name }), tone: "warning" });
const keys = new Set(["Enter", "F2", "Delete"]);
for (const type of ["click", "dblclick", "edit", "keydown"]) document.addEventListener(type, (event) => {
  const place = event.target instanceof Element && event.target.closest("[data-edit][data-locked]");
  if (!place || (type === "keydown" && !keys.has(event.key)) || event.target.closest("a")) return;
  event.preventDefault();
  event.stopPropagation();
  if (type !== "dblclick") refuse(place.dataset.editedBy);
}, true);

function look() {
  const now = record();
  if (now !== where) {
    say(true);
    where = now;
    people = [];
    if (where) say();
  } else if (where && !$(".record-head .present")) draw(); // the header was drawn anew
  else if (where) mark(); // fields may be new ones
}

const changed = debounce(() => say(), 150);
document.addEventListener("focusin", ({ target }) => { const at = fieldOf(target); if (where && at !== field) { field = at; changed(); } });
document.addEventListener("focusout", () => { if (where && field) { field = ""; changed(); } });
document.addEventListener("comity:change", ({ detail }) => { if (where && detail.topic === `here:${where}`) changed(); });
window.addEventListener("pagehide", () => say(true));
window.addEventListener("pageshow", ({ persisted }) => { if (persisted) say(); });
setInterval(() => { if (where && !document.hidden) say(); }, BEAT);
onContent(look);
