// Files of a record: brought piece by piece, with progress; sounds with their wave, and their words in step.
import { $, $$, on, phrase } from "./dom.js";
import { toast } from "./toast.js";
import { Refused, upload } from "./tus.js";

const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: bytes > 1e6 ? "megabyte" : "kilobyte", maximumFractionDigits: 1 }).format(bytes / (bytes > 1e6 ? 1e6 : 1e3));

function line(list, file) {
  const row = document.createElement("li");
  row.className = "upload";
  row.innerHTML = '<div class="row" data-between><b class="truncate small"></b><span class="small muted number"></span><button type="button" class="button button-quiet button-small"></button></div><progress max="1" value="0"></progress>';
  $("b", row).textContent = file.name;
  $("progress", row).ariaLabel = file.name;
  $("button", row).textContent = phrase("cancel");
  list.append(row);
  return row;
}

async function bring(form, file) {
  const row = line($(".uploads", form), file);
  const stop = new AbortController();
  $("button", row).addEventListener("click", () => stop.abort());
  try {
    await upload(file, form.dataset.folder, (bytes, waiting) => {
      row.toggleAttribute("data-waiting", waiting);
      $("progress", row).value = file.size ? bytes / file.size : 1;
      $(".number", row).textContent = waiting ? phrase("waiting") : phrase("uploading", { done: size(bytes), total: size(file.size) });
    }, stop.signal);
  } catch (error) {
    if (error instanceof Refused) toast({ text: `${file.name}: ${error.message || phrase("failed")}`, tone: "danger" });
  }
  row.remove();
}

async function redraw() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Live": "1" } });
  const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("record-files");
  const here = document.getElementById("record-files");
  if (fresh && here) await htmx.swap({ text: fresh.outerHTML, target: here, swap: "outerMorph", sourceElement: here });
}

async function bringAll(form) {
  const field = $("input[type=file]", form);
  const most = Number(form.dataset.most);
  const files = [...field.files];
  field.value = "";
  $(".drop-files", form)?.replaceChildren();
  form.dataset.lifted = ""; // live redraws wait while something is on its way
  for (const file of files) {
    if (most && file.size > most) toast({ text: phrase("tooLarge", { name: file.name }), tone: "danger" });
    else await bring(form, file);
  }
  delete form.dataset.lifted;
  await redraw();
}

on("submit", "form[data-files]", (event, form) => { event.preventDefault(); bringAll(form); });
on("change", "form[data-files] input[type=file]", (_event, field) => { if (field.files.length) bringAll(field.form); });
$$("form[data-files] input[type=file]").filter((field) => field.files.length).forEach((field) => bringAll(field.form)); // chosen before this came

// --- sound ---
const MOST_DRAWN = 120e6;
const BARS = 240;

async function peaks(src) {
  const answer = await fetch(src);
  if (!answer.ok || Number(answer.headers.get("Content-Length")) > MOST_DRAWN) return null;
  const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(await answer.arrayBuffer());
  const samples = sound.getChannelData(0), step = Math.max(1, Math.floor(samples.length / BARS));
  const tall = Array.from({ length: BARS }, (_, bar) => {
    let most = 0;
    for (let at = bar * step; at < (bar + 1) * step && at < samples.length; at += 16) most = Math.max(most, Math.abs(samples[at]));
    return most;
  });
  const top = Math.max(...tall, 0.01);
  return tall.map((one) => one / top);
}

function draw(canvas, tall, share) {
  const scale = devicePixelRatio || 1, style = getComputedStyle(canvas);
  canvas.width = canvas.clientWidth * scale;
  canvas.height = canvas.clientHeight * scale;
  const pen = canvas.getContext("2d"), wide = canvas.width / BARS;
  pen.fillStyle = style.color;
  tall.forEach((one, bar) => {
    const high = Math.max(scale, one * canvas.height * 0.92);
    pen.globalAlpha = bar / BARS < share ? 1 : 0.3;
    pen.fillRect(bar * wide, (canvas.height - high) / 2, Math.max(1, wide * 0.7), high);
  });
}

const seconds = (clock) => clock.trim().split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

const bound = new WeakSet();

function inStep(audio) {
  const turns = $$(".transcript .turn").map((turn) => ({ turn, at: seconds($(".at", turn)?.textContent || "x") })).filter((one) => Number.isFinite(one.at));
  for (const one of turns) {
    const at = $(".at", one.turn);
    at.tabIndex = 0;
    at.setAttribute("role", "button");
    if (bound.has(at)) continue;
    bound.add(at);
    const go = () => { audio.currentTime = seconds(at.textContent); audio.play(); };
    at.addEventListener("click", go);
    at.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(); } });
  }
  return (time) => {
    const now = turns.findLast((one) => one.at <= time)?.turn;
    if (!now || now.hasAttribute("aria-current")) return;
    for (const one of turns) one.turn.removeAttribute("aria-current");
    now.setAttribute("aria-current", "true");
    if (!audio.paused) now.scrollIntoView({ block: "nearest" });
  };
}

/** Listens to a sound; what it gives back draws anew what a live redraw of the page took away. */
function prepare(audio) {
  let step = inStep(audio);
  const canvas = document.createElement("canvas");
  canvas.className = "wave";
  canvas.setAttribute("aria-hidden", "true");
  let tall = null, asked = false;
  const show = () => {
    if (!tall) return;
    if (!canvas.isConnected) audio.before(canvas);
    draw(canvas, tall, audio.duration ? audio.currentTime / audio.duration : 0);
  };
  const load = async () => {
    if (asked) return;
    asked = true;
    tall = await peaks(audio.currentSrc || audio.src).catch(() => null);
    show();
  };
  const follow = () => { show(); step(audio.currentTime); };
  canvas.addEventListener("click", (event) => { audio.currentTime = (event.offsetX / canvas.clientWidth) * (audio.duration || 0); });
  audio.addEventListener("play", load, { once: true });
  audio.addEventListener("timeupdate", follow);
  audio.addEventListener("seeked", follow);
  if (audio.closest("[data-player]")) load();
  return () => {
    step = inStep(audio);
    if (audio.currentTime > 0) follow();
    else show();
  };
}

const known = new WeakMap();

export function sounds() {
  for (const audio of $$("audio:not([data-wave])")) {
    if (known.has(audio)) known.get(audio)();
    else known.set(audio, prepare(audio));
  }
}
