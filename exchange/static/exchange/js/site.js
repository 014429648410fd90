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
