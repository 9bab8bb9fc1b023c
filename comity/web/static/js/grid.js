// Lists: selection with ranges, editing in place, column widths and order. Each part works alone; without us the list still reads.
import { $, $$, on } from "./dom.js";
import "./cells.js";
import "./columns.js";

const boxes = (table) => $$("tbody .pick input", table);
let last;

function told(table) {
  const picked = boxes(table).filter((box) => box.checked).length;
  const bulk = document.getElementById(table.dataset.bulk ?? "") ?? $(".bulk", table.closest("form") ?? document);
  const all = $("thead .pick input", table);
  if (all) { all.checked = picked > 0 && picked === boxes(table).length; all.indeterminate = picked > 0 && !all.checked; }
  if (!bulk) return;
  bulk.toggleAttribute("data-open", picked > 0);
  $$("[data-picked]", bulk).forEach((place) => { place.textContent = picked; });
  const everything = $("[data-everything]", bulk);
  if (everything) { everything.hidden = !all?.checked; if (!all?.checked) $("input[name=everything]", bulk)?.setAttribute("value", ""); }
}

on("click", ".table tbody .pick input", (event, box) => {
  const table = box.closest("table");
  const all = boxes(table);
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
  }
  last = box;
  told(table);
});
on("change", ".table thead .pick input", (_event, box) => {
  const table = box.closest("table");
  boxes(table).forEach((other) => { other.checked = box.checked; });
  told(table);
});
on("click", ".bulk [data-clear]", (_event, button) => {
  const bulk = button.closest(".bulk");
  const table = (bulk.closest("form") ?? document).querySelector(".table");
  boxes(table).forEach((box) => { box.checked = false; });
  told(table);
});
on("click", ".bulk [data-everything]", (_event, button) => {
  const field = $("input[name=everything]", button.closest(".bulk"));
  field.value = "1";
  $$("[data-picked]", button.closest(".bulk")).forEach((place) => { place.textContent = button.dataset.total; });
  button.hidden = true;
});
document.addEventListener("htmx:after:swap", () => $$(".table").forEach((table) => { if ($(".pick", table)) told(table); }));
on("click", "tr[data-href] td", (event, cell) => {
  if (event.target.closest("a, button, input, label, [data-edit]") || getSelection()?.toString()) return;
  location.assign(cell.parentElement.dataset.href);
});
