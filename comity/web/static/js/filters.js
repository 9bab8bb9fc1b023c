// The filter editor: the right conditions and the right kind of value for each field, rows to add and remove.
import { $, $$, on, onContent } from "./dom.js";

const fieldsOf = (form) => JSON.parse($("[data-fields]", form).textContent);

function suit(row, keep) {
  const form = row.closest("[data-filters]");
  const field = fieldsOf(form).find((known) => known.column === $("[name$=column]", row).value);
  const op = $("[name$=op]", row);
  if (!field) return;
  const was = op.value;
  op.replaceChildren(...field.ops.map(([value, word]) => new Option(word, value, false, keep && value === was)));
  value(row, field, keep);
}

function value(row, field, keep) {
  const old = $("[name$=value]", row);
  const op = $("[name$=op]", row).value;
  const bare = /\.(null|true|false)$/.test(op);
  const label = old.dataset.label ?? old.getAttribute("aria-label");
  const fresh = document.createElement("input");
  const several = field.options.length > 0 && !bare;
  fresh.type = bare || several ? "hidden" : { date: "date", instant: "date" }[field.family] ?? "text";
  if (field.family === "number") fresh.inputMode = "decimal";
  if (keep) fresh.value = old.value;
  fresh.name = old.name;
  fresh.className = "input input-small";
  fresh.dataset.label = label;
  fresh.setAttribute("aria-label", label);
  $(".filter-choices", row)?.remove();
  old.replaceWith(fresh);
  if (several) fresh.after(choices(field, fresh));
}

// Any of several: a box for each, and for what is asked for already though nobody offers it any more.
function choices(field, kept) {
  const chosen = kept.value ? kept.value.split("|") : [];
  const known = new Set(field.options.map(([key]) => key));
  const box = document.createElement("div");
  box.className = "filter-choices";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", kept.dataset.label);
  for (const [key, text] of [...field.options, ...chosen.filter((each) => !known.has(each)).map((each) => [each, each])]) {
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", value: key, checked: chosen.includes(key) });
    const line = document.createElement("label");
    line.append(tick, ` ${text}`);
    box.append(line);
  }
  box.addEventListener("change", () => { kept.value = $$("input:checked", box).map((tick) => tick.value).join("|"); });
  return box;
}

function dress(form) {
  if (form.dataset.dressed) return;
  form.dataset.dressed = "1";
  form.blank = $$(".filter-row", form).at(-1).cloneNode(true);
  $("[data-add]", form).hidden = false;
  $$(".filter-row", form).forEach((row) => { $("[data-remove]", row).hidden = false; suit(row, true); });
}

onContent(() => $$("[data-filters]").forEach(dress));
on("change", "[data-filters] [name$=column]", (_event, select) => suit(select.closest(".filter-row"), false)); // the focus stays: by keyboard each letter is a change
on("change", "[data-filters] [name$=op]", (_event, select) => {
  const row = select.closest(".filter-row");
  const field = fieldsOf(row.closest("[data-filters]")).find((known) => known.column === $("[name$=column]", row).value);
  if (field) value(row, field, true);
});
on("click", "[data-filters] [data-add]", (event, button) => {
  event.preventDefault(); // in a larger form the same button draws it anew
  const form = button.closest("[data-filters]");
  const row = form.blank.cloneNode(true);
  $("[data-remove]", row).hidden = false;
  button.parentElement.before(row);
  $("[name$=column]", row).focus();
});
on("click", "[data-filters] [data-remove]", (_event, button) => {
  const form = button.closest("[data-filters]");
  button.closest(".filter-row").remove();
  if (!$(".filter-row", form)) $("[data-add]", form).click();
});

// Another list has other fields: the form is drawn anew, as its button does without scripts.
onContent(() => $$("[data-redraw]").forEach((button) => { button.hidden = true; }));
on("change", "[data-redraws]", (_event, select) => select.form.requestSubmit($("[data-redraw]", select.form)));

// Which columns: ticking one shows it at once.
on("change", "form[data-columns] input", (_event, box) => {
  const form = box.closest("form");
  const url = new URL(location.href);
  url.searchParams.set("columns", $$("input:checked", form).map((each) => each.value).join(","));
  url.searchParams.delete("after");
  location.assign(url);
});

// Shift-click on a heading sorts by it as well.
on("click", "th a[data-order]", (event, link) => {
  if (!event.shiftKey) return;
  event.preventDefault();
  const url = new URL(location.href);
  const now = (url.searchParams.get("order") ?? "").split(",").filter(Boolean);
  const at = now.findIndex((part) => part.split(".")[0] === link.dataset.order);
  if (at < 0) now.push(`${link.dataset.order}.asc`);
  else now[at] = now[at].includes(".desc") ? `${link.dataset.order}.asc` : `${link.dataset.order}.desc.nullslast`;
  url.searchParams.set("order", now.join(","));
  url.searchParams.delete("after");
  location.assign(url);
});
