// The filter editor: the right conditions and the right kind of value for each field, rows to add and remove.
import { $, $$, on, onContent } from "./dom.js";

const fieldsOf = (form) => JSON.parse($("[data-fields]", form).textContent);

function suit(row, keep) {
  const form = row.closest("[data-filters]");
  const field = fieldsOf(form).find((known) => known.column === $("[name=column]", row).value);
  const op = $("[name=op]", row);
  if (!field) return;
  const was = op.value;
  op.replaceChildren(...field.ops.map(([value, word]) => new Option(word, value, false, keep && value === was)));
  value(row, field, keep);
}

function value(row, field, keep) {
  const old = $("[name=value]", row);
  const op = $("[name=op]", row).value;
  const bare = /\bis\.(null|true|false)$/.test(op);
  let fresh;
  if (field.options.length && !bare) {
    fresh = document.createElement("select");
    const chosen = keep ? old.value.split("|") : [];
    fresh.append(...field.options.map(([key, text]) => new Option(text, key, false, chosen.includes(key))));
  } else {
    fresh = document.createElement("input");
    fresh.type = bare ? "hidden" : { date: "date" }[field.family] ?? "text";
    if (field.family === "number") fresh.inputMode = "decimal";
    if (keep) fresh.value = old.value;
  }
  fresh.name = "value";
  fresh.className = "input input-small";
  fresh.setAttribute("aria-label", old.getAttribute("aria-label"));
  old.replaceWith(fresh);
}

function dress(form) {
  if (form.dataset.dressed) return;
  form.dataset.dressed = "1";
  form.blank = $$(".filter-row", form).at(-1).cloneNode(true);
  $("[data-add]", form).hidden = false;
  $$(".filter-row", form).forEach((row) => { $("[data-remove]", row).hidden = false; suit(row, true); });
}

onContent(() => $$("[data-filters]").forEach(dress));
on("change", "[data-filters] [name=column]", (_event, select) => suit(select.closest(".filter-row"), false)); // the focus stays: by keyboard each letter is a change
on("change", "[data-filters] [name=op]", (_event, select) => {
  const row = select.closest(".filter-row");
  const field = fieldsOf(row.closest("form")).find((known) => known.column === $("[name=column]", row).value);
  if (field) value(row, field, true);
});
on("click", "[data-filters] [data-add]", (_event, button) => {
  const form = button.closest("form");
  const row = form.blank.cloneNode(true);
  $("[data-remove]", row).hidden = false;
  button.parentElement.before(row);
  $("[name=column]", row).focus();
});
on("click", "[data-filters] [data-remove]", (_event, button) => {
  const form = button.closest("form");
  button.closest(".filter-row").remove();
  if (!$(".filter-row", form)) $("[data-add]", form).click();
});

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
