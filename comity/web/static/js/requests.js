// What surrounds a request: the bar at the top, a question before it, and what to say when it fails.
import { $, on, phrase } from "./dom.js";
import { toast } from "./toast.js";

let busy = 0;
const bar = $("#loading");
const count = (change) => { busy = Math.max(0, busy + change); bar?.toggleAttribute("data-busy", busy > 0); };
document.addEventListener("htmx:before:request", () => count(1));
document.addEventListener("htmx:finally:request", () => count(-1));
document.addEventListener("htmx:error", (event) => {
  const quiet = event.detail.ctx?.sourceElement?.closest?.("[data-live-quiet], [data-live]");
  if (!quiet) toast({ text: phrase(navigator.onLine ? "failed" : "offline"), tone: "danger" });
});
document.addEventListener("htmx:response:error", (event) => {
  const { response, hx } = event.detail.ctx;
  if (response.status >= 500 && !hx?.trigger) toast({ text: phrase("failed"), tone: "danger" });
});

// A question before something that cannot be taken back: our own dialog instead of the browser's.
function ask(question) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.dataset.size = "small";
    dialog.setAttribute("aria-label", question);
    dialog.innerHTML = '<div class="dialog-head"><h2></h2></div><form method="dialog" class="dialog-foot"><button class="button" value="no"></button><button class="button button-primary" value="yes" autofocus></button></form>';
    $("h2", dialog).textContent = question;
    const [no, yes] = dialog.querySelectorAll("button");
    no.textContent = phrase("cancel");
    yes.textContent = phrase("yes");
    dialog.addEventListener("close", () => { resolve(dialog.returnValue === "yes"); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
document.addEventListener("htmx:confirm", (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  const question = ctx.confirm || ctx.sourceElement?.closest?.("[data-confirm]")?.dataset.confirm;
  if (!question) return;
  event.preventDefault();
  ask(question).then((yes) => (yes ? issueRequest() : dropRequest()));
});
on("submit", "form[data-confirm]:not([hx-post], [hx-delete], [hx-put], [hx-patch])", (event, form) => {
  if (form.dataset.confirmed) return;
  event.preventDefault();
  ask(form.dataset.confirm).then((yes) => {
    if (!yes) return;
    form.dataset.confirmed = "1";
    form.requestSubmit(event.submitter);
    delete form.dataset.confirmed;
  });
}, true);

// Ctrl/Cmd+Enter sends; a plain form is sent only once.
on("keydown", "form[data-submit-keys]", (event, form) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
});
on("submit", "form", (event, form) => {
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  const button = event.submitter;
  setTimeout(() => { if (!event.defaultPrevented && button) { button.setAttribute("aria-disabled", "true"); setTimeout(() => button.removeAttribute("aria-disabled"), 8000); } });
});
window.addEventListener("pageshow", () => document.querySelectorAll('button[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled")));
