// "Tell us" says which request drew the page one is on.
import { $, onContent } from "./dom.js";

onContent(() => {
  const field = $("#feedback-form input[name=request]");
  if (field && !field.value) field.value = document.documentElement.dataset.request ?? "";
});
