// The page's own small helpers. Everything here makes a page quicker; nothing here is needed to read or to save.
import "./toast.js";
import "./theme.js";
import "./overlay.js";
import "./requests.js";
import "./keyboard.js";
import "./palette.js";
import "./combobox.js";
import "./upload.js";
import "./grid.js";
import "./filters.js";
import "./fields.js";
import "./jobs.js";
import "./times.js";
import "./presence.js";
import "./feedback.js";
import "./kept.js";
import "./player.js";
import { onContent } from "./dom.js";
import { start } from "./live.js";

document.documentElement.dataset.js = "";
start();
let board, files;
onContent(async () => {
  if (!document.querySelector("[data-files], audio:not([data-wave])")) return;
  files ??= import("./files.js");
  (await files).sounds();
});
onContent(async () => {
  if (!document.querySelector("[data-board]")) return;
  board ??= import("./board.js");
  (await board).prepare();
});
let roleplay;
onContent(async () => {
  if (!document.querySelector("[data-roleplay]")) return;
  roleplay ??= import("./roleplay.js");
  (await roleplay).prepare();
});
onContent(() => { // on a phone the settings stand in one row: the page one is on comes into view
  const here = document.querySelector(".settings-nav [aria-current]"), row = here?.closest("nav");
  if (row && row.scrollWidth > row.clientWidth) row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left - 16;
});
onContent(() => { // what scrolls sideways can be scrolled by keys
  for (const box of document.querySelectorAll(".table-wrap:not([tabindex])")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
});
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
