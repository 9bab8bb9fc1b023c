// Videos and sounds go on where one left them; the server hears now and then how far one has come.
import { $$, onContent, send } from "./dom.js";

function follow(player) {
  let told = -10;
  const from = Number(player.dataset.from);
  player.dataset.ready = "";
  player.addEventListener("loadedmetadata", () => { if (from > 1 && from < player.duration * 0.98) player.currentTime = from; });
  const tell = () => {
    told = player.currentTime;
    send(player.dataset.progress, { body: new URLSearchParams({ at: told.toFixed(1), of: (player.duration || 0).toFixed(1) }) });
  };
  player.addEventListener("timeupdate", () => { if (Math.abs(player.currentTime - told) >= 10) tell(); });
  for (const type of ["pause", "ended"]) player.addEventListener(type, tell);
}

onContent(() => $$("[data-progress]:not([data-ready])").forEach(follow));
