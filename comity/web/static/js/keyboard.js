// Working without a mouse: ? for the sheet, g then a key to go, c to create, / to find, j k x Enter e in lists.
import { $, $$, on, onContent, open, typing } from "./dom.js";

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
$$("[data-shortcut]").forEach((key) => { key.textContent = (mac ? "⌘" : "Ctrl ") + key.dataset.shortcut; });
if (!mac) onContent(() => $$(".kbd").forEach((key) => { if (key.textContent.includes("⌘")) key.textContent = key.textContent.replace("⌘", "Ctrl "); }));
on("click", "[data-shortcuts]", () => open($("#shortcuts")));

let going = -Infinity; // when g was pressed: not when there was time to hear of it
const rows = () => $$("[data-rows] > *, .table tbody tr").filter((row) => row.offsetParent !== null && !row.matches(".group > tr"));
const current = () => $("[data-current]", $("main"));

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  current()?.removeAttribute("data-current");
  next.setAttribute("data-current", "");
  next.scrollIntoView({ block: "nearest" });
  ($("a[href]", next) ?? next).focus({ preventScroll: true });
}

const act = {
  "?": () => open($("#shortcuts")),
  "/": () => ($("[data-search]") ?? $("[data-palette]"))?.[$("[data-search]") ? "focus" : "click"](),
  c: () => { const first = $("[data-create]"); first?.focus(); first?.click(); },
  e: () => {
    const cell = current()?.querySelector("[data-edit]");
    if (cell) cell.dispatchEvent(new CustomEvent("edit", { bubbles: true }));
    else $("[data-edit-record]")?.click();
  },
  j: () => move(1),
  k: () => move(-1),
  x: () => current()?.querySelector(".pick input")?.click(),
  Enter: () => current()?.querySelector("a[href]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "g") { going = event.timeStamp; return; }
  if (event.timeStamp - going < 1500) {
    going = -Infinity;
    const place = $(`[data-go="${CSS.escape(event.key)}"]`);
    if (place) { event.preventDefault(); place.click(); return; }
  }
  if (event.key === "Enter" && event.target.closest?.("a, button, summary, [data-edit], [role=button], .deal")) return;
  const run = act[event.key];
  if (run) { event.preventDefault(); run(); }
});

on("focusin", ".table tbody tr, [data-rows] > *", (_event, row) => {
  if (row.hasAttribute("data-current")) return;
  $$("[data-current]", row.parentElement).forEach((other) => other.removeAttribute("data-current"));
  row.setAttribute("data-current", "");
});
