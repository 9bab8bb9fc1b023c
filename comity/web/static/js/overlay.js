// Dialogs, drawers and menus: native elements, plus what HTMX answers into #dialog and #drawer.
import { $, $$, on, open, phrase } from "./dom.js";

on("click", "[data-opens]", (_event, button) => open(document.getElementById(button.dataset.opens)));
on("click", "[data-close]", (event, button) => {
  const dialog = button.closest("dialog");
  if (dialog) { event.preventDefault(); dismiss(dialog); }
});
on("mousedown", "dialog", (event, dialog) => { if (event.target === dialog) dismiss(dialog); });
document.addEventListener("close-dialog", () => ["dialog", "drawer"].forEach((id) => document.getElementById(id)?.close()));

/** Closes, unless something typed would be lost. */
export function dismiss(dialog) {
  const dirty = $("form[data-dirty]", dialog);
  if (!dirty || window.confirm(phrase("leave"))) dialog.close();
}

document.addEventListener("cancel", (event) => {
  if (event.target.matches?.("dialog") && $("form[data-dirty]", event.target)) { event.preventDefault(); dismiss(event.target); }
}, true);
on("input", "dialog form:not([role=search]), form[data-guard]", (_event, form) => { form.dataset.dirty = ""; });
on("submit", "form[data-dirty]", (_event, form) => { delete form.dataset.dirty; });
window.addEventListener("beforeunload", (event) => { if ($("form[data-guard][data-dirty]")) event.preventDefault(); });

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail.ctx?.swap === "none" ? null : event.detail.ctx?.target;
  const dialog = target instanceof Element ? target.closest("dialog#dialog, dialog#drawer") : null;
  if (dialog?.childElementCount) {
    open(dialog);
    ($("[autofocus]", dialog) ?? $("input:not([type=hidden]), select, textarea", dialog))?.focus();
  }
});
document.addEventListener("close", (event) => {
  if (event.target.matches?.("#dialog, #drawer")) event.target.replaceChildren();
}, true);

// Menus: arrow keys, and a place beside their button where the browser cannot anchor them itself.
on("keydown", ".menu", (event, menu) => {
  const items = $$(".menu-item", menu).filter((item) => item.offsetParent !== null);
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !items.length) return;
  event.preventDefault();
  items[(at + step + items.length) % items.length].focus();
});
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu[popover]")) return;
  const button = document.querySelector(`[popovertarget="${menu.id}"]`);
  button?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState === "open") {
    if (!CSS.supports("position-area: bottom") && button) place(menu, button);
    if (menu.matches(":not([data-wide])")) menu.querySelector(".menu-item, input")?.focus({ preventScroll: true });
  }
}, true);

function place(menu, button) {
  const from = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const end = menu.dataset.align === "end" || from.left + size.width > innerWidth - 8;
  const left = end ? from.right - size.width : from.left;
  const below = from.bottom + size.height < innerHeight - 8 || from.top < size.height;
  Object.assign(menu.style, { left: `${Math.max(8, left)}px`, top: `${below ? from.bottom : from.top - size.height - 8}px` });
}
