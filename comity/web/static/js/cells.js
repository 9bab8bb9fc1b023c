// Editing in place: anything with data-edit="/url". The value is shown at once, sent as `value` (and `was`), and put back if refused.
import { $, $$, fireTriggers, on, phrase, send } from "./dom.js";
import { toast } from "./toast.js";

const SELECTOR = "[data-edit]";

function control(cell) {
  const options = cell.dataset.options && document.getElementById(cell.dataset.options);
  const field = options ? document.createElement("select") : document.createElement(cell.dataset.kind === "long" ? "textarea" : "input");
  if (options) field.append(options.content.cloneNode(true));
  else if (field.tagName === "INPUT") {
    field.type = { date: "date", email: "email", phone: "tel", number: "text", money: "text" }[cell.dataset.kind] ?? "text";
    if (["number", "money"].includes(cell.dataset.kind)) field.inputMode = "decimal";
  }
  field.className = "input input-small";
  field.setAttribute("aria-label", cell.dataset.label ?? cell.previousElementSibling?.textContent ?? "");
  field.value = cell.dataset.value ?? cell.textContent.trim();
  return field;
}

function edit(cell, typed) {
  if ("editing" in cell.dataset || "saving" in cell.dataset) return;
  const before = [...cell.childNodes];
  const field = control(cell);
  const was = field.value;
  cell.dataset.editing = "";
  delete cell.dataset.failed;
  cell.replaceChildren(field);
  if (typed && field.tagName === "INPUT") field.value = typed;
  field.focus();
  if (!typed) field.select?.();
  const end = (keep, step) => {
    if (!("editing" in cell.dataset)) return;
    delete cell.dataset.editing;
    const text = field.tagName === "SELECT" ? field.selectedOptions[0]?.textContent ?? "" : field.value;
    if (!keep || field.value === was) cell.replaceChildren(...before);
    else { cell.replaceChildren(text); save(cell, field.value, was, before); }
    (step ? neighbour(cell, step) : cell).focus({ preventScroll: true });
  };
  let chosenByKey = false; // a list shut while arrows and letters go through it: that is not yet a choice
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    chosenByKey = true;
    if (event.key === "Enter" && !(field.tagName === "TEXTAREA" && !event.ctrlKey && !event.metaKey)) { event.preventDefault(); end(true); }
    else if (event.key === "Escape") { event.preventDefault(); end(false); }
    else if (event.key === "Tab") { event.preventDefault(); end(true, event.shiftKey ? -1 : 1); }
  });
  field.addEventListener("blur", () => end(true));
  field.addEventListener("pointerdown", () => { chosenByKey = false; });
  if (field.tagName === "SELECT") field.addEventListener("change", () => { if (!chosenByKey) end(true); });
}

async function save(cell, value, was, before) {
  cell.dataset.saving = "";
  const answer = await send(cell.dataset.edit, { body: new URLSearchParams({ value, was }), headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => null);
  delete cell.dataset.saving;
  const html = answer && answer.status !== 204 ? await answer.text() : "";
  if (answer) fireTriggers(answer, cell);
  if (answer?.ok) {
    cell.dataset.value = value;
    delete cell.dataset.empty;
    if (html) { cell.innerHTML = html; htmx.process(cell); }
    return;
  }
  cell.replaceChildren(...before);
  cell.dataset.failed = "";
  setTimeout(() => delete cell.dataset.failed, 6000);
  if (!answer?.headers.get("HX-Trigger")) toast({ text: phrase(navigator.onLine ? "failed" : "offline"), tone: "danger" });
}

const neighbour = (cell, step) => {
  const all = $$(SELECTOR, cell.closest("tr, dl, form, main"));
  return all[all.indexOf(cell) + step] ?? cell;
};

function below(cell, step) {
  const row = cell.closest("tr");
  const other = step > 0 ? row?.nextElementSibling : row?.previousElementSibling;
  return other?.cells[cell.cellIndex];
}

on("dblclick", `td${SELECTOR}`, (_event, cell) => edit(cell));
on("click", `dd${SELECTOR}`, (event, cell) => { if (!event.target.closest("a, button, input, select, textarea")) edit(cell); });
on("edit", SELECTOR, (_event, cell) => edit(cell));
on("keydown", SELECTOR, (event, cell) => {
  if (event.target !== cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: below(cell, 1), ArrowUp: below(cell, -1), ArrowRight: cell.nextElementSibling, ArrowLeft: cell.previousElementSibling }[event.key];
  if (step?.matches?.("[tabindex]")) { event.preventDefault(); step.focus(); }
  else if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); event.stopPropagation(); edit(cell); }
  else if (event.key === "Delete") { event.preventDefault(); edit(cell); const field = $(".input", cell); if (field) field.value = ""; }
});
