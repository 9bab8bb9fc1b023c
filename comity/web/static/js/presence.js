// Who else looks at this record, and which field they edit: shown beside the title and at the field, never blocking.
import { $, $$, debounce, onContent, phrase, send } from "./dom.js";
import { watch } from "./live.js";

const BEAT = 20000;
const tab = crypto.randomUUID?.() ?? String(Math.random());
let where = "", field = "", people = [];

const record = () => $(".record-head[data-live]")?.dataset.live.split(/[\s,]+/)[0] ?? "";
const fieldOf = (target) => target?.closest?.("main") && target.matches?.("input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=search]), textarea, select") ? target.closest("[data-label]")?.dataset.label || target.name || target.id : "";

async function say(gone = false) {
  if (!where) return;
  const body = new URLSearchParams({ where, tab, field, ...(gone ? { gone: "1" } : {}) });
  const answer = await send("/live/here", { body }).catch(() => null);
  if (!answer?.ok || gone) return;
  people = (await answer.json()).people;
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
  for (const marked of $$("[data-edited-by]")) { marked.removeAttribute("data-edited-by"); marked.title = ""; }
  for (const { name, fields } of people) for (const one of fields) {
    const target = $(`main [data-label="${CSS.escape(one)}"]`) ?? document.getElementsByName(one)[0] ?? document.getElementById(one);
    if (!target?.closest("main")) continue;
    target.dataset.editedBy = name;
    target.title = phrase("editing", { name });
  }
}

function look() {
  const now = record();
  if (now !== where) {
    say(true);
    where = now;
    people = [];
    if (where) say();
  } else if (where && !$(".record-head .present")) draw(); // the header was drawn anew
}

const changed = debounce(() => say(), 150);
document.addEventListener("focusin", ({ target }) => { const at = fieldOf(target); if (where && at !== field) { field = at; changed(); } });
document.addEventListener("focusout", () => { if (where && field) { field = ""; changed(); } });
document.addEventListener("comity:change", ({ detail }) => { if (where && detail.topic === `here:${where}`) changed(); });
window.addEventListener("pagehide", () => say(true));
window.addEventListener("pageshow", ({ persisted }) => { if (persisted) say(); });
setInterval(() => { if (where && !document.hidden) say(); }, BEAT);
onContent(look);
