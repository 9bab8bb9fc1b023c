// Small helps for single fields: the timezone of this device, a copy button, an amount as it will be read.
import { $$, on, onContent, phrase } from "./dom.js";
import { toast } from "./toast.js";

onContent(() => {
  for (const field of $$("input[data-timezone]")) field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of $$("[data-copy]:not([data-copyable])")) {
    field.dataset.copyable = "";
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button copy", textContent: phrase("copy") });
    field.after(button);
  }
});

on("click", ".copy", async (_event, button) => {
  const field = button.previousElementSibling;
  const text = field.value ?? field.textContent;
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: phrase("copied") });
  } catch {
    field.select?.();
  }
});
