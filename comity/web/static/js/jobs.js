// The job tray: its dot shows that something works, and finished work says so once.
import { $, $$, phrase } from "./dom.js";

const tray = $("#jobs-tray");
const dot = $("#jobs-dot");

function look() {
  if (!dot || !tray) return;
  dot.hidden = !$$("[data-job-state]", tray).some((job) => ["queued", "running"].includes(job.dataset.jobState));
}

/** Time left, from how far each bar came since we first saw it. */
const seen = new Map();
function estimate() {
  for (const job of $$("[data-job-state=running]")) {
    const bar = $("progress[max]", job);
    const place = $("[data-left]", job);
    if (!bar || !place) continue;
    const first = seen.get(job.id) ?? { at: Date.now(), value: bar.value };
    seen.set(job.id, first);
    const gained = bar.value - first.value;
    if (gained <= 0 || Date.now() - first.at < 2000) continue;
    const left = Math.ceil(((Date.now() - first.at) / gained) * (bar.max - bar.value) / 1000);
    place.textContent = " · " + phrase("left", { time: left > 90 ? phrase("minutes", { n: Math.round(left / 60) }) : phrase("seconds", { n: left }) });
  }
}

document.addEventListener("htmx:after:swap", () => { look(); estimate(); });
look();
