// A practice talk: answers as they come, and, where the browser can, spoken and heard. The form works without us.
import { $, on, phrase } from "./dom.js";
import { toast } from "./toast.js";

const talk = () => $("[data-roleplay]");
const Listener = window.SpeechRecognition ?? window.webkitSpeechRecognition;
let listening = null;

function turn(name, side, text = "") {
  const made = $("#turn-template").content.firstElementChild.cloneNode(true);
  made.dataset.side = side;
  $("b", made).textContent = name;
  $("p", made).textContent = text;
  talk().append(made);
  made.scrollIntoView({ block: "nearest" });
  return $("p", made);
}

async function* events(response) {
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      if (part.startsWith("event: error")) throw new Error(JSON.parse(part.slice(part.indexOf("{"))).message);
      if (part.startsWith("data: ")) yield JSON.parse(part.slice(6));
    }
  }
}

function aloud(text) {
  if (!$("[data-aloud] input")?.checked) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = talk().dataset.lang;
  speechSynthesis.speak(words);
}

async function say(form) {
  const field = $("textarea", form), text = field.value.trim(), button = $("button[type=submit]", form);
  if (!text || button.disabled) return;
  button.disabled = true;
  const mine = turn(form.dataset.me, "us", text);
  field.value = "";
  let answer = null;
  try {
    const response = await fetch(form.action, { method: "POST", headers: { Accept: "text/event-stream", "X-Requested-With": "fetch" }, body: new URLSearchParams({ text }) });
    if (!response.ok) throw new Error(phrase("failed"));
    for await (const part of events(response)) {
      answer ??= turn(form.dataset.them, "customer");
      if (part.again) answer.textContent = "";
      else if (part.done) { answer.textContent = part.done; aloud(part.done); $("#by-rules").hidden = part.engine !== "offline"; }
      else answer.textContent += part.text;
      answer.scrollIntoView({ block: "nearest" });
    }
  } catch (error) {
    if (!answer) { mine.closest(".turn").remove(); field.value = text; }
    toast({ text: error.message || phrase("failed"), tone: "danger" });
  }
  button.disabled = false;
  field.focus();
}

function listen(button) {
  if (listening) { listening.stop(); return; }
  const field = $("#say textarea"), before = field.value;
  listening = new Listener();
  listening.lang = talk().dataset.lang;
  listening.interimResults = true;
  listening.continuous = true;
  listening.onresult = (event) => { field.value = `${before} ${[...event.results].map((one) => one[0].transcript).join(" ")}`.trim(); };
  listening.onend = () => { listening = null; button.setAttribute("aria-pressed", "false"); field.focus(); };
  button.setAttribute("aria-pressed", "true");
  listening.start();
}

export function prepare() {
  const form = $("#say");
  if (!form || form.dataset.ready !== undefined || !$("textarea", form)) return;
  form.dataset.ready = "";
  $("[data-speak]", form).hidden = !Listener;
  $("[data-aloud]", form).hidden = !("speechSynthesis" in window);
}

on("submit", "#say", (event, form) => { if ($("textarea", form)) { event.preventDefault(); say(form); } });
on("click", "[data-speak]", (_event, button) => listen(button));
