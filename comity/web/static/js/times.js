// "3 minutes ago" stays true while the page is open.
import { $$, on } from "./dom.js";

const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
const steps = [[60, "second"], [60, "minute"], [24, "hour"], [7, "day"], [30 / 7, "week"], [12, "month"]]; // as web/formats.py

function tell(seconds) {
  let value = seconds;
  for (const [size, unit] of steps) {
    if (Math.abs(value) < size) return words.format(Math.round(value), unit);
    value /= size;
  }
  return null;
}

setInterval(() => {
  if (document.hidden) return;
  for (const time of $$("time[data-ago]")) {
    const text = tell((new Date(time.dateTime) - Date.now()) / 1000);
    if (text && text !== time.textContent) time.textContent = text;
  }
}, 30000);

// The exact moment, for whoever looks.
const exact = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeStyle: "short" });
on("mouseover", "time[datetime]:not([title])", (_event, time) => { time.title = exact.format(new Date(time.dateTime)); });
