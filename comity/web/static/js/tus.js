// Uploads that go on after a lost connection, a closed lid or a restarted server: TUS 1.0.0 against our own storage.
const PIECE = 8 * 2 ** 20;
const WAITS = [500, 1000, 2000, 4000, 8000, 15000];
const TUS = { "Tus-Resumable": "1.0.0" };
const place = "/storage/v1/upload/resumable";
const text64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const sleep = (time) => new Promise((done) => setTimeout(done, time));

export class Refused extends Error {}

/** What a file was last seen as: the same file to the same folder goes on where it stopped, even after a reload. */
const mark = (file, folder) => `upload ${folder} ${file.name} ${file.size} ${file.lastModified}`;

async function begin(file, folder) {
  const known = localStorage.getItem(mark(file, folder));
  if (known) {
    const at = await reached(known).catch(() => null);
    if (at !== null) return { url: known, at };
    localStorage.removeItem(mark(file, folder));
  }
  const plain = file.name.normalize("NFKD").replace(/[^A-Za-z0-9_!.() &$=@;:+,-]+/g, "-").replace(/^[ .-]+|[ .-]+$/g, "").slice(-180) || "file";
  const about = {
    bucketName: "attachments", objectName: `${folder}/${Array.from(crypto.getRandomValues(new Uint8Array(6)), (n) => n.toString(16).padStart(2, "0")).join("")}/${plain}`,
    contentType: file.type || "application/octet-stream", metadata: JSON.stringify({ name: file.name }),
  };
  const said = Object.entries(about).map(([key, value]) => `${key} ${text64(value)}`).join(",");
  const answer = await fetch(place, { method: "POST", headers: { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": said } });
  if (answer.status !== 201) throw await refusal(answer);
  const url = new URL(answer.headers.get("Location"), location.href);
  localStorage.setItem(mark(file, folder), url.pathname);
  return { url: url.pathname, at: 0 };
}

async function reached(url) {
  const answer = await fetch(url, { method: "HEAD", headers: TUS });
  if (answer.ok) return Number(answer.headers.get("Upload-Offset"));
  if (answer.status === 404 || answer.status === 410) return null;
  throw new Error(String(answer.status));
}

/** What the server says of it, where these are words and no page. */
const words = (kind, text) => (kind?.startsWith("text/plain") ? text.trim() : "");

async function refusal(answer) {
  const said = words(answer.headers.get("Content-Type"), await answer.text());
  return answer.status < 500 && answer.status !== 423 ? new Refused(said) : new Error(said || String(answer.status));
}

/** One piece by XMLHttpRequest: fetch does not tell how much has gone. */
function put(url, file, at, tell, signal) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("PATCH", url);
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    request.setRequestHeader("Upload-Offset", String(at));
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.upload.onprogress = (event) => tell(at + event.loaded);
    request.onload = () => {
      if (request.status === 204) return done(Number(request.getResponseHeader("Upload-Offset")));
      const said = words(request.getResponseHeader("Content-Type"), request.responseText);
      fail([409, 423].includes(request.status) || request.status >= 500 ? new Error(said) : new Refused(said));
    };
    request.onerror = request.ontimeout = () => fail(new Error("offline"));
    request.onabort = () => fail(new DOMException("", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file.slice(at, at + PIECE));
  });
}

/** Brings a file; `tell(bytes, waiting)` as it goes. Refused when it will never be taken. */
export async function upload(file, folder, tell, signal) {
  let here = null, tries = 0;
  for (;;) {
    try {
      here ??= await begin(file, folder);
      tell(here.at, false);
      while (here.at < file.size) {
        here.at = await put(here.url, file, here.at, (bytes) => tell(bytes, false), signal);
        tries = 0;
        tell(here.at, false);
      }
      if (file.size === 0) await put(here.url, file, 0, () => {}, signal).catch(() => {});
      localStorage.removeItem(mark(file, folder));
      return;
    } catch (error) {
      if (error.name === "AbortError" || signal?.aborted) {
        if (here) fetch(here.url, { method: "DELETE", headers: TUS }).catch(() => {});
        localStorage.removeItem(mark(file, folder));
        throw error;
      }
      if (error instanceof Refused) { localStorage.removeItem(mark(file, folder)); throw error; }
      tell(here?.at ?? 0, true);
      await Promise.race([sleep(WAITS[Math.min(tries++, WAITS.length - 1)]), new Promise((on) => addEventListener("online", on, { once: true }))]);
      here = null; // ask again how far it came
    }
  }
}
