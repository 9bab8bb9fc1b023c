// Type to find: an input with data-combobox asks its data-src for <li role="option" data-value>Name</li>.
import { $, $$, debounce, on, send } from "./dom.js";

const look = debounce(async (box, input) => {
  const list = $("[role=listbox]", box);
  const url = new URL(box.dataset.src, location.href);
  url.searchParams.set("q", input.value.trim());
  const answer = await send(url, { method: "GET", headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || document.activeElement !== input) return;
  list.innerHTML = await answer.text();
  $$("[role=option]", list).forEach((option, index) => { option.id = `${list.id}-${index}`; option.classList.add("menu-item"); });
  toggle(box, input, list.childElementCount > 0);
  pick(input, list, 0);
}, 90);

function toggle(box, input, shown) {
  $("[role=listbox]", box).hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
}

function pick(input, list, at) {
  const options = $$("[role=option]", list);
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  if (options[at]) { input.setAttribute("aria-activedescendant", options[at].id); options[at].scrollIntoView({ block: "nearest" }); }
}

function take(box, option) {
  const input = $("[role=combobox]", box);
  const hidden = $("input[type=hidden]", box);
  hidden.value = option.dataset.value ?? "";
  input.value = option.dataset.text ?? option.textContent.trim();
  toggle(box, input, false);
  hidden.dispatchEvent(new Event("change", { bubbles: true }));
}

on("input", "[data-combobox] [role=combobox]", (_event, input) => {
  const box = input.closest("[data-combobox]");
  $("input[type=hidden]", box).value = "";
  look(box, input);
});
on("focusin", "[data-combobox] [role=combobox]", (_event, input) => look(input.closest("[data-combobox]"), input));
on("focusout", "[data-combobox]", (event, box) => {
  if (!box.contains(event.relatedTarget)) setTimeout(() => toggle(box, $("[role=combobox]", box), false), 150);
});
on("mousedown", "[data-combobox] [role=option]", (event, option) => { event.preventDefault(); take(option.closest("[data-combobox]"), option); });
on("keydown", "[data-combobox] [role=combobox]", (event, input) => {
  const box = input.closest("[data-combobox]");
  const list = $("[role=listbox]", box);
  const options = $$("[role=option]", list);
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && options.length) { event.preventDefault(); toggle(box, input, true); pick(input, list, (at + step + options.length) % options.length); }
  else if (event.key === "Enter" && !list.hidden && options[at]) { event.preventDefault(); take(box, options[at]); }
  else if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); event.preventDefault(); toggle(box, input, false); }
});
