// Keeps the static files of this version for quick starts, and a page that says when there is no connection. Nothing private is kept.
const KEEP = "comity-__VERSION__";
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEEP).then((cache) => cache.add(OFFLINE)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEEP).map((name) => caches.delete(name)))).then(() => self.registration.navigationPreload?.enable()).then(() => self.clients.claim()));
});

/** A page is asked for while this worker still wakes up; only without a connection does it answer itself. */
async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return caches.match(OFFLINE);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request).then((answer) => {
      if (answer.ok) { const copy = answer.clone(); caches.open(KEEP).then((cache) => cache.put(request, copy)); }
      return answer;
    })));
  } else if (request.mode === "navigate") {
    event.respondWith(page(event));
  }
});
