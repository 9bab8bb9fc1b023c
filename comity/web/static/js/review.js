// Words marked in a call's transcript become what a comment is about.
import { $, on } from "./dom.js";

const words = (node) => (node instanceof Element ? node : node?.parentElement)?.closest(".said p[data-start]");

/** How many characters Python counts (code points, not halves of pairs). */
const length = (text) => [...text].length;

function take() {
  const form = $("#comment-form"), selection = getSelection();
  const place = words(selection?.anchorNode);
  if (!form || !place || selection.isCollapsed || words(selection.focusNode) !== place) return;
  const range = selection.getRangeAt(0), before = document.createRange();
  before.setStart(place, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = Number(place.dataset.start) + length(before.toString());
  form.elements.start.value = start;
  form.elements.end.value = start + length(range.toString());
  const quote = $("[data-quote]", form);
  quote.textContent = range.toString();
  quote.hidden = false;
}

document.addEventListener("pointerup", (event) => { if (event.target.closest?.(".transcript")) take(); });
document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") take(); });
on("click", ".turn [data-comment]", (event, link) => {
  const place = $(".said p[data-start]", link.closest(".turn"));
  if (!place) return;
  event.preventDefault();
  getSelection().selectAllChildren(place);
  take();
  $("#comment-body")?.focus();
});
