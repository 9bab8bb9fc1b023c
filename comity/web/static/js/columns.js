// Columns: widths by dragging (kept in this browser), order by dragging the heading (kept in the URL as ?columns=).
import { $, $$, on, onContent } from "./dom.js";

const keyOf = (table) => `widths:${table.id}`;
const kept = (table) => { try { return JSON.parse(localStorage.getItem(keyOf(table)) ?? "{}"); } catch { return {}; } };

function widen(table) {
  const widths = kept(table);
  for (const head of $$("th[data-column]", table)) {
    const width = widths[head.dataset.column];
    if (width) head.style.minWidth = head.style.maxWidth = head.style.width = `${width}px`;
    if (!$(".resizer", head)) {
      const grip = document.createElement("span");
      grip.className = "resizer";
      grip.ariaHidden = "true";
      head.append(grip);
      head.draggable = table.hasAttribute("data-reorder");
    }
  }
}
onContent(() => $$("table[data-grid]").forEach(widen));

on("pointerdown", ".resizer", (event, grip) => {
  event.preventDefault();
  event.stopPropagation();
  const head = grip.closest("th");
  const table = head.closest("table");
  const begin = event.clientX;
  const width = head.getBoundingClientRect().width;
  const sign = document.documentElement.dir === "rtl" ? -1 : 1;
  grip.setPointerCapture(event.pointerId);
  grip.dataset.active = "";
  head.draggable = false;
  const move = (at) => { head.style.minWidth = head.style.maxWidth = head.style.width = `${Math.max(56, width + sign * (at.clientX - begin))}px`; };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("lostpointercapture", () => {
    delete grip.dataset.active;
    grip.removeEventListener("pointermove", move);
    localStorage.setItem(keyOf(table), JSON.stringify({ ...kept(table), [head.dataset.column]: Math.round(head.getBoundingClientRect().width) }));
    head.draggable = table.hasAttribute("data-reorder");
  }, { once: true });
});
on("dblclick", ".resizer", (_event, grip) => {
  const head = grip.closest("th");
  const table = head.closest("table");
  const { [head.dataset.column]: _gone, ...rest } = kept(table);
  localStorage.setItem(keyOf(table), JSON.stringify(rest));
  head.style.minWidth = head.style.maxWidth = head.style.width = "";
});

let dragged;
on("dragstart", "th[data-column]", (event, head) => { dragged = head; head.dataset.dragging = ""; event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", head.dataset.column); });
on("dragover", "th[data-column]", (event, head) => {
  if (!dragged || dragged.closest("table") !== head.closest("table")) return;
  event.preventDefault();
  const box = head.getBoundingClientRect();
  $$("[data-drop]", head.parentElement).forEach((other) => delete other.dataset.drop);
  head.dataset.drop = (event.clientX > box.left + box.width / 2) !== (document.documentElement.dir === "rtl") ? "after" : "before";
});
on("drop", "th[data-column]", (event, head) => {
  event.preventDefault();
  const side = head.dataset.drop;
  if (!dragged || dragged === head || !side) return;
  head[side](dragged);
  go(head.closest("table"));
});
on("dragend", "th[data-column]", () => { $$("[data-drop], [data-dragging]").forEach((head) => { delete head.dataset.drop; delete head.dataset.dragging; }); dragged = undefined; });

/** The new order goes into the URL, and the server draws it: one truth. */
function go(table) {
  const url = new URL(location.href);
  url.searchParams.set("columns", $$("th[data-column]", table).map((head) => head.dataset.column).join(","));
  url.searchParams.delete("after");
  history.replaceState(history.state, "", url);
  location.reload();
}
