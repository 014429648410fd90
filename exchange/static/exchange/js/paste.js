// What is pasted from a word processor and that a text of ours can not hold: kept in words, and said.

const SAID = document.currentScript.dataset; // the sentences, in the language of the editor
const FRENCH = document.documentElement.lang.startsWith("fr");
const COLON = FRENCH ? "\u00a0: " : ": ";
const SEMICOLON = FRENCH ? "\u202f; " : "; ";
const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", "+": "⁺", "-": "⁻", "−": "⁻", "(": "⁽", ")": "⁾", n: "ⁿ" };
const LOWERED = { 0: "₀", 1: "₁", 2: "₂", 3: "₃", 4: "₄", 5: "₅", 6: "₆", 7: "₇", 8: "₈", 9: "₉", "+": "₊", "-": "₋", "−": "₋", "(": "₍", ")": "₎" };
// Word, its web version, LibreOffice, Google Docs.
const NOTE_MARKS = "a[href^='#_ftn'], a[href*='#_ftn'], a[href*='#_edn'], a.sdfootnoteanc, a.sdendnoteanc, a.sdfootnotesym, a.sdendnotesym, .MsoFootnoteReference, .MsoEndnoteReference, .FootnoteReference, sup a[href^='#']";
const ours = new WeakSet();

const wordsOf = (node) => node.textContent.replace(/\s+/g, " ").trim();

/** Replace the marks of notes by nothing; what the notes say stays at its place. */
function dropNoteMarks(body) {
  const marks = [...body.querySelectorAll(NOTE_MARKS)];
  for (const mark of marks) (mark.closest("sup") ?? mark).remove();
  return marks.length;
}

/** Write raised and lowered figures as signs of their own: m<sup>2</sup> is m². */
function keepExponents(body) {
  let kept = 0;
  for (const node of body.querySelectorAll("sup, sub, [style*='vertical-align']")) {
    const style = node.style?.verticalAlign ?? "";
    const signs = node.matches("sup") || style === "super" ? RAISED : node.matches("sub") || style === "sub" ? LOWERED : null;
    const text = node.textContent.trim();
    if (!signs || !text || node.querySelector("sup, sub")) continue;
    if ([...text].every((sign) => sign in signs)) {
      node.replaceWith([...text].map((sign) => signs[sign]).join(""));
      kept += 1;
    }
  }
  return kept;
}

/** Return the rows of a table as sentences: each cell with the heading of its column. */
function sentencesOf(table) {
  const rows = [...table.rows].map((row) => [...row.cells].map(wordsOf)).filter((cells) => cells.some(Boolean));
  const [heads, ...others] = rows;
  if (!heads) return [];
  if (!others.length || heads.length < 2) return rows.map((cells) => cells.filter(Boolean).join(SEMICOLON));
  return others.map((cells) =>
    cells.map((cell, place) => cell && (heads[place] ? heads[place] + COLON + cell : cell)).filter(Boolean).join(SEMICOLON),
  );
}

function keepTables(body) {
  const tables = [...body.querySelectorAll("table")].filter((table) => !table.querySelector("table"));
  for (const table of tables) {
    const sentences = sentencesOf(table).map((sentence) => {
      const paragraph = body.ownerDocument.createElement("p");
      paragraph.textContent = sentence;
      return paragraph;
    });
    table.replaceWith(...sentences);
  }
  return tables.length;
}

/** Return pasted HTML with what would be lost kept in words, and the sentences about it; null if nothing would. */
function withoutLoss(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const notes = dropNoteMarks(body);
  const exponents = keepExponents(body);
  const tables = keepTables(body);
  const said = [tables && SAID.tables, exponents && SAID.exponents, notes && SAID.notes].filter(Boolean);
  return said.length ? { body, said } : null;
}

function plainTextOf(body, separator) {
  const blocks = [...body.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6")].filter((block) => !block.querySelector("p, li"));
  return (blocks.length ? blocks : [body]).map(wordsOf).filter(Boolean).join(separator);
}

function say(place, sentences) {
  const field = place.closest("[data-field], .w-field") ?? place.parentElement;
  field.querySelector(":scope > .pasted")?.remove();
  const message = document.createElement("p");
  message.className = "pasted help-block help-info";
  message.setAttribute("role", "status");
  message.textContent = sentences.join(" ");
  field.append(message);
}

document.addEventListener(
  "paste",
  (event) => {
    const html = event.clipboardData?.getData("text/html");
    const place = event.target instanceof Element ? event.target : event.target?.parentElement;
    const editor = place?.closest(".Draftail-Editor [contenteditable='true']");
    const field = place?.closest("textarea, input[type='text'], input:not([type])");
    if (!html || ours.has(event) || !(editor || field)) return;
    const kept = withoutLoss(html);
    if (!kept) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (editor) {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/html", kept.body.innerHTML);
      clipboardData.setData("text/plain", plainTextOf(kept.body, "\n"));
      const again = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      ours.add(again);
      place.dispatchEvent(again);
    } else {
      // The browser's own way keeps what was typed before within reach of « undo ».
      document.execCommand("insertText", false, plainTextOf(kept.body, field.matches("textarea") ? "\n" : " "));
    }
    say(editor ?? field, kept.said);
  },
  true,
);
