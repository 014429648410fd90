// What is better without a reload; every function of the site works without this file.

// A copy button appears only where copying is possible.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.innerText.trim());
    button.textContent = button.dataset.copied;
  });
}

// The summary of errors takes the focus, so that a screen reader begins with it.
document.querySelector(".error-summary")?.focus();

// A long list behind “show all” opens at once when something in it is chosen.
for (const choice of document.querySelectorAll("details:not([open]) input:checked")) {
  const list = choice.closest("details:not(.filters__panel)");
  if (list) list.open = true;
}

// What is being typed in a search field is completed below it; Escape and going elsewhere take that away.
for (const field of document.querySelectorAll("[data-suggest]")) {
  const form = field.closest("form");
  const place = (field.closest(".browse__field") ?? form).querySelector("[aria-live]");
  let last = 0;
  const close = () => {
    last += 1;
    place.replaceChildren();
  };
  field.addEventListener("input", async () => {
    const mine = (last += 1);
    const words = field.value.trim();
    if (!words) return close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (mine !== last) return;
    const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: words })}`).catch(() => null);
    const list = answer?.ok ? await answer.text() : "";
    if (mine === last) place.innerHTML = list;
  });
  form.addEventListener("submit", close);
  place.parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !place.childElementCount) return;
    event.preventDefault();
    close();
    field.focus();
  });
  place.parentElement.addEventListener("focusout", (event) => {
    if (!place.parentElement.contains(event.relatedTarget)) close();
  });
}

// A form that says so is answered in its own place, and what stands there then takes the focus.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const id = form.dataset?.inPlace;
  if (!id) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  const box = page?.getElementById(id);
  // Sent the usual way, the answer or the trouble shows as a page.
  if (!box) return form.submit();
  document.getElementById(id).replaceWith(document.adoptNode(box));
  (box.querySelector(".error-summary") ?? box).focus();
});
