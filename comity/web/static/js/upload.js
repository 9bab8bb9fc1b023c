// Files by drop, paste or choice, with progress. The form works without us; we only show what happens.
import { $, $$, onContent, on, phrase } from "./dom.js";
import { toast } from "./toast.js";

const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: bytes > 1e6 ? "megabyte" : "kilobyte", maximumFractionDigits: 1 }).format(bytes / (bytes > 1e6 ? 1e6 : 1e3));
const fieldOf = (drop) => $('input[type="file"]', drop);

function chosen(drop) {
  const field = fieldOf(drop);
  let names = $(".drop-files", drop);
  if (!names) { names = document.createElement("div"); names.className = "drop-files"; drop.append(names); }
  names.replaceChildren(...[...field.files].map((file) => {
    const row = document.createElement("span");
    row.className = "drop-file";
    row.innerHTML = '<b class="truncate grow"></b><span class="muted number"></span>';
    row.firstChild.textContent = file.name;
    row.lastChild.textContent = size(file.size);
    return row;
  }));
  const most = Number(drop.dataset.most || 0);
  const large = most && [...field.files].find((file) => file.size > most);
  if (large) { toast({ text: phrase("tooLarge", { name: large.name }), tone: "danger" }); field.value = ""; names.replaceChildren(); return; }
  if (drop.hasAttribute("data-drop-send") && field.files.length) field.form?.requestSubmit();
}

function fill(drop, files) {
  const field = fieldOf(drop);
  const held = new DataTransfer();
  for (const file of [...files].slice(0, field.multiple ? undefined : 1)) held.items.add(file);
  field.files = held.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

on("change", "[data-drop] input[type=file]", (_event, field) => chosen(field.closest("[data-drop]")));
for (const type of ["dragover", "dragenter"]) on(type, "[data-drop]", (event, drop) => { event.preventDefault(); drop.dataset.over = ""; });
on("dragleave", "[data-drop]", (event, drop) => { if (!drop.contains(event.relatedTarget)) delete drop.dataset.over; });
on("drop", "[data-drop]", (event, drop) => { event.preventDefault(); delete drop.dataset.over; fill(drop, event.dataTransfer.files); });
document.addEventListener("paste", (event) => {
  const drop = $("[data-drop]");
  if (drop && event.clipboardData?.files.length && !event.target.closest("textarea")) { event.preventDefault(); fill(drop, event.clipboardData.files); }
});
onContent(() => $$("[data-drop]").forEach((drop) => { drop.dataset.ready = ""; }));

/** Sends a form with a progress bar: the one thing fetch cannot tell. */
on("submit", "form[data-upload]", (event, form) => {
  if (!$$("input[type=file]", form).some((field) => field.files.length)) return;
  event.preventDefault();
  const bar = document.createElement("div");
  bar.className = "progress";
  bar.innerHTML = '<progress max="1" value="0"></progress><div class="numbers"><span></span><span></span></div>';
  form.append(bar);
  const request = new XMLHttpRequest();
  const began = Date.now();
  request.upload.onprogress = ({ loaded, total }) => {
    $("progress", bar).value = loaded / total;
    const left = Math.ceil(((Date.now() - began) / loaded) * (total - loaded) / 1000);
    const time = left > 90 ? phrase("minutes", { n: Math.round(left / 60) }) : phrase("seconds", { n: left });
    bar.lastChild.firstChild.textContent = phrase("uploading", { done: size(loaded), total: size(total) });
    bar.lastChild.lastChild.textContent = loaded < total ? phrase("left", { time }) : "";
  };
  request.onload = () => {
    const to = request.getResponseHeader("HX-Redirect");
    if (to) return location.assign(to);
    bar.remove();
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = form.id && page.getElementById(form.id);
    if (fresh) htmx.swap({ text: fresh.outerHTML, target: form, swap: "outerHTML", sourceElement: form });
    else toast({ text: phrase("failed"), tone: "danger" });
  };
  request.onerror = () => { bar.remove(); toast({ text: phrase(navigator.onLine ? "failed" : "offline"), tone: "danger" }); };
  request.open(form.method, form.action);
  request.setRequestHeader("Accept", "text/html");
  request.setRequestHeader("HX-Request", "true");
  request.send(new FormData(form, event.submitter));
});
