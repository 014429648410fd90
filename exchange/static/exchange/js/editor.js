// What Wagtail's widgets begin with, read from attributes: no page of the editor needs a script of its own.

const WIDGETS = "[data-starts], [data-makes]";
const KNOWN = /^(InlinePanel|\w*Chooser)$/; // no word in a page may name another function

function start(place) {
  const { starts, makes, for: id, options } = place.dataset;
  const given = [...(id ? [id] : []), ...(options ? [JSON.parse(options)] : [])];
  place.remove();
  if (!KNOWN.test(makes ?? starts)) return;
  if (makes) new window[makes](...given);
  else window[starts](...given);
}

function startAll(root) {
  if (root.matches?.(WIDGETS)) start(root);
  for (const place of root.querySelectorAll?.(WIDGETS) ?? []) start(place);
}

document.addEventListener("DOMContentLoaded", () => {
  startAll(document);
  // Rows that are added and dialogues that are opened bring widgets of their own.
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(startAll);
  }).observe(document.body, { childList: true, subtree: true });
});
