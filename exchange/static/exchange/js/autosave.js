// Keeps what is typed in the editor in this window until the exchange has it.
//
// The whole form is put into sessionStorage at each change and taken out when the server confirms. It ends with
// the window, for service computers are shared; what somebody else typed in it is forgotten, and is never sent in
// the name of another. A session that ended, or a page that was left too early, loses
// nothing: the next time the form is opened in this window, what was kept is sent first.

(() => {
  const CSRF_FIELD = "csrfmiddlewaretoken";
  const KEY_FIELD = "draft_key"; // names this form to the server, which confirms a whole save by a cookie
  const PERSON_FIELD = "draft_person"; // the server takes the form from nobody else
  const AFTER_TYPING = 300; // milliseconds

  const form = document.querySelector("form[data-w-autosave-interval-value]");
  if (!form) return;
  const template = document.getElementById("autosave-notice");
  const notice = template.content.firstElementChild.cloneNode(true);
  form.append(notice);

  const own = `unsaved ${template.dataset.person} `;
  const nameOf = (address) => `${own}${new URL(address, location).pathname}`;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("unsaved ") && !key.startsWith(own)) sessionStorage.removeItem(key);
  }
  const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]+)`))?.[1];
  let name = nameOf(form.action);
  let changes = 0;
  let sent = 0;
  let timer = null;
  let state = null;
  let unsaved = []; // answers that the server could not read: {id, path, label, error}
  const edited = new Set(); // fields that were changed since the last answer

  const hidden = { [KEY_FIELD]: crypto.randomUUID(), [PERSON_FIELD]: template.dataset.person };
  for (const [field, value] of Object.entries(hidden)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: field, value }));
  }

  // Signing in again gives another token: the one that the page was made with is refused from then on.
  function renewToken() {
    const field = form.elements.namedItem(CSRF_FIELD);
    field.value = cookie("csrftoken") ?? field.value;
    return field.value;
  }

  function keep() {
    clearTimeout(timer);
    const typed = new URLSearchParams();
    for (const [field, value] of new FormData(form)) {
      if (typeof value === "string" && field !== CSRF_FIELD) typed.append(field, value);
    }
    sessionStorage.setItem(name, typed);
  }

  function forget() {
    clearTimeout(timer);
    sessionStorage.removeItem(name);
  }

  function show(which) {
    state = which;
    notice.hidden = !which;
    for (const line of notice.querySelectorAll("[data-state]")) line.hidden = line.dataset.state !== which;
    notice.querySelector("[data-typed]").hidden = which !== "conflict";
  }

  // Answers that could not be read

  const fieldOf = ({ id, path }) =>
    (document.getElementById(id) ?? form.querySelector(`[data-contentpath="${CSS.escape(path)}"]`))?.closest(
      "[data-field], [data-contentpath]",
    );

  function leadTo(field) {
    const panel = field.closest("[role=tabpanel]");
    if (panel?.hidden) document.getElementById(panel.getAttribute("aria-labelledby"))?.click();
    reach(field, field.querySelector("input:not([type=hidden]), select, textarea, [contenteditable]"));
  }

  // Wagtail shows the panel of a tab some frames after it was asked to; what is hidden takes no focus.
  function reach(field, control, frames = 60) {
    field.scrollIntoView({ block: "center" });
    control?.focus();
    if (frames && control && document.activeElement !== control) requestAnimationFrame(() => reach(field, control, frames - 1));
  }

  function mark(field, error) {
    const place = field.querySelector("[data-field-errors]");
    if (!place || !error) return;
    place.append(Object.assign(document.createElement("p"), { className: "error-message", textContent: error }));
    field.querySelector("input, select, textarea")?.setAttribute("aria-invalid", "true");
  }

  function unmark(field) {
    for (const message of field.querySelectorAll("[data-field-errors] .error-message")) message.remove();
    for (const input of field.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  }

  // Nothing is said of a field in which somebody is still writing.
  function showUnsaved() {
    const list = notice.querySelector("[data-answers]");
    const items = [];
    for (const answer of unsaved) {
      const field = fieldOf(answer);
      if (field?.contains(document.activeElement)) continue;
      if (field) {
        unmark(field);
        mark(field, answer.error);
      }
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: `#${answer.id}`, textContent: answer.label });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        if (field) leadTo(field);
      });
      item.append(link, answer.error ? ` — ${answer.error}` : "");
      items.push(item);
    }
    const shown = items.map((item) => item.textContent).join();
    if (state === "partly" && shown === list.textContent && items.length) return;
    list.replaceChildren(...items);
    show(items.length ? "partly" : null);
  }

  function showTyped(typed) {
    const texts = [...new URLSearchParams(typed).values()].filter((value) => value.trim().includes(" "));
    notice.querySelector("[data-typed]").value = texts.join("\n\n");
    show("conflict");
  }

  async function sendKept(typed) {
    const body = new URLSearchParams(typed);
    body.set(CSRF_FIELD, renewToken());
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (!answer.success) return showTyped(typed);
    forget();
    if (answer.url) location.replace(answer.url);
    else location.reload(); // the fragment names a tab: going there again would not read the page again
  }

  for (const event of ["input", "change"]) {
    form.addEventListener(event, ({ target }) => {
      edited.add(target.closest?.("[data-field]"));
      changes += 1;
      clearTimeout(timer);
      timer = setTimeout(keep, AFTER_TYPING);
    });
  }
  form.addEventListener("submit", () => {
    renewToken();
    keep();
  });
  addEventListener("pagehide", () => changes > sent && keep());

  document.addEventListener("w-autosave:save", ({ target, detail }) => {
    if (target !== form) return;
    detail.formData.set(CSRF_FIELD, renewToken());
    keep();
    sent = changes;
  });
  document.addEventListener("w-autosave:success", ({ target, detail }) => {
    if (target !== form) return;
    forget();
    name = nameOf(form.action); // a page that was just made has an address of its own now
    if (changes > sent) keep();
    for (const field of edited) if (field && !field.contains(document.activeElement)) unmark(field);
    edited.clear();
    unsaved = detail.response?.unsaved_answers ?? [];
    showUnsaved();
  });
  form.addEventListener("focusout", () => unsaved.length && setTimeout(showUnsaved));
  document.addEventListener("w-autosave:error", ({ target, detail }) => {
    if (target !== form) return;
    keep();
    if (detail.response?.error_code === "session_ended") show("session-ended");
    else if (["network_error", "server_error"].includes(detail.type)) show("not-saved");
  });

  // Whoever comes back from signing in has it saved without another key.
  addEventListener("focus", () => {
    if (["session-ended", "not-saved"].includes(state)) form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true }));
  });

  const kept = sessionStorage.getItem(name);
  const saved = kept && `draft_saved_${new URLSearchParams(kept).get(KEY_FIELD)}`;
  if (saved && cookie(saved)) forget();
  else if (kept) sendKept(kept).catch(() => show("not-saved"));
})();
