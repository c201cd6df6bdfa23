// Runs once, when the conversation is on the page. Gradio gives `element` (the conversation),
// `trigger` (calls Python) and `watch`. Everything else is found by what the HTML carries:
// data-cite (a citation), data-ask (a question), data-do (a tool), data-copy (a text), data-judge
// (an exchange to be judged).

const calm = matchMedia("(prefers-reduced-motion: reduce)");
let wanted = ""; // the citation that was clicked and whose article is on its way
let origin = null; // the chip to go back to with Escape

function marksOf(cite) {
  return [...document.querySelectorAll("#article mark[data-cites]")].filter((mark) =>
    mark.dataset.cites.split(" ").includes(cite)
  );
}

function focusSentence(cite) {
  const marks = marksOf(cite);
  if (!marks.length) return false;
  document.querySelectorAll("#article mark.focus").forEach((mark) => {
    mark.classList.remove("focus");
    mark.removeAttribute("aria-current");
  });
  marks.forEach((mark) => {
    mark.classList.add("focus");
    mark.setAttribute("aria-current", "true");
  });
  marks[0].tabIndex = -1;
  marks[0].focus({ preventScroll: true });
  marks[0].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  return true;
}

function openCitation(link) {
  if (element.contains(link)) origin = link;
  if (focusSentence(link.dataset.cite)) return;
  wanted = link.dataset.cite;
  trigger("show", { cite: wanted });
}

async function copy(button) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // Without https there is no clipboard; the old way still works.
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = words), 1500);
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-cite], [data-ask], button[data-do], [data-copy], button[data-judge]");
  if (!target) return;
  hideHint();
  if (target.dataset.cite) {
    event.preventDefault();
    openCitation(target);
  } else if (target.dataset.ask) trigger("example", { question: target.dataset.ask });
  else if (target.dataset.do === "retry") trigger("retry");
  else if (target.dataset.do === "edit") {
    trigger("edit");
    document.querySelector("#question textarea")?.focus();
  } else if (target.dataset.judge) judge(target, "");
  else copy(target);
});

function judge(from, why) {
  const { judge: exchange, verdict } = from.dataset;
  trigger("judge", { exchange, verdict, why });
}

element.addEventListener("submit", (event) => {
  event.preventDefault();
  judge(event.target, event.target.elements.why.value);
});

// A blank question is not sent: while the server looks at it, Gradio would drop the next one.
function keepBlank(event) {
  const box = document.querySelector("#question textarea");
  const asks = event.key ? event.key === "Enter" && event.target === box
    : event.target.closest("#question .submit-button");
  if (asks && !box.value.trim()) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
for (const name of ["keydown", "keypress", "click"]) {
  document.addEventListener(name, keepBlank, true);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  hideHint();
  if (origin?.isConnected && document.activeElement?.closest("#article")) origin.focus();
});

// An answer's article is scrolled to its sentence without moving the page or the focus; only
// after a click does the reader go there.
document.addEventListener("article-shown", () => {
  if (wanted && focusSentence(wanted)) {
    wanted = "";
    return;
  }
  const panel = document.getElementById("article");
  const mark = panel.querySelector("mark.focus");
  const offset = mark ? mark.getBoundingClientRect().top - panel.getBoundingClientRect().top : 0;
  panel.scrollTop = mark ? panel.scrollTop + offset - panel.clientHeight / 3 : 0;
});

// A new question goes to the top of the conversation, and so does its answer when it has come:
// what follows is read from there.
let shown = "";
watch("value", () => {
  const all = element.querySelectorAll(".exchange");
  const now = `${all.length} ${element.querySelector(".log").getAttribute("aria-busy")}`;
  if (all.length && now !== shown) {
    all[all.length - 1].scrollIntoView({ block: "start", behavior: "auto" });
  }
  shown = now;
});

// The hint: the quote, with its source, while the pointer or the keyboard is on a chip.
const hint = document.createElement("div");
hint.id = "hint";
hint.setAttribute("role", "tooltip");
hint.hidden = true;
const quote = document.createElement("q");
const source = document.createElement("span");
quote.dir = source.dir = "auto";
hint.append(quote, source);
document.querySelector("gradio-app, body").append(hint);

function showHint(chip) {
  quote.textContent = chip.dataset.quote;
  source.textContent = chip.dataset.source;
  hint.hidden = false;
  const at = chip.getBoundingClientRect();
  const box = hint.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 16), innerWidth - box.width - 8);
  const above = at.top - box.height - 8;
  hint.style.left = `${left}px`;
  hint.style.top = `${above > 8 ? above : at.bottom + 8}px`;
}

function hideHint() {
  hint.hidden = true;
}

for (const [come, go] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(come, (event) => {
    const chip = event.target.closest?.(".chip");
    if (chip) showHint(chip);
  });
  document.addEventListener(go, hideHint);
}
document.addEventListener("scroll", hideHint, true);
