// What was typed when the session ended: kept in this tab while its person signs in again, then put back where it stood.
import { $$, phrase } from "./dom.js";
import { toast } from "./toast.js";

const KEY = "typed";
const person = document.documentElement.dataset.person;
const here = () => location.pathname + location.search;
const forms = () => $$("main form[method=post]:not([data-undo])");
const quiet = (field) => ["password", "file", "submit", "button", "image"].includes(field.type) || !field.name;
const hidden = (field) => field.type === "hidden" && !field.closest("[data-combobox]");

function touched(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
  return field.type === "hidden" || field.value !== field.defaultValue;
}

const value = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.matches("select[multiple]") ? null : field.value);

function keep() {
  const typed = forms().flatMap((form, at) => {
    const fields = [...form.elements].map((field, index) => ({ field, index })).filter(({ field }) => !quiet(field) && !hidden(field) && touched(field));
    if (!fields.some(({ field }) => field.type !== "hidden")) return [];
    return [{ at, action: form.getAttribute("action"), fields: fields.map(({ field, index }) => [index, field.name, value(field)]) }];
  });
  if (typed.length) sessionStorage.setItem(KEY, JSON.stringify({ person, page: here(), typed }));
}

function giveBack({ typed }) {
  const all = forms();
  for (const { at, action, fields } of typed) {
    const form = all[at]?.getAttribute("action") === action ? all[at] : all.find((one) => one.getAttribute("action") === action);
    for (const [index, name, was] of fields) {
      const field = form?.elements[index]?.name === name ? form.elements[index] : form?.elements[name];
      if (!(field instanceof Element) || was === null) continue;
      if (typeof was === "boolean") field.checked = was;
      else field.value = was;
    }
  }
  toast({ text: phrase("kept"), tone: "neutral" });
}

if (person) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
    const [arrival] = performance.getEntriesByType("navigation");
    const from = arrival?.type === "navigate" && document.referrer.startsWith(`${location.origin}/sign-in`);
    if (kept && from && kept.person === person && kept.page === here()) giveBack(kept);
    addEventListener("pagehide", keep);
  } catch { /* a browser that keeps nothing for pages */ }
}
