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
