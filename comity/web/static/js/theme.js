// Theme, density and sidebar: applied at once, kept by the server in a cookie. Without JavaScript the same forms just post.
import { $$, on, send } from "./dom.js";

const apply = {
  theme: (value, root) => (value === "system" ? delete root.dataset.theme : (root.dataset.theme = value)),
  density: (value, root) => (value === "compact" ? (root.dataset.density = value) : delete root.dataset.density),
  rail: (value, root) => root.toggleAttribute("data-rail", value === "1"),
};

on("submit", "form[data-preference]", (event, form) => {
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  for (const [name, value] of body) apply[name]?.(value, document.documentElement);
  if (event.submitter?.name) {
    $$("button", form).forEach((button) => (button === event.submitter ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current")));
  } else {
    const rail = form.elements.rail;
    if (rail) rail.value = rail.value === "1" ? "0" : "1";
  }
  send(form.action, { body: new URLSearchParams(body) });
});
