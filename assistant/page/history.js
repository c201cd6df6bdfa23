// Runs once. Keeps the reader's conversations in the browser and lists them. `props.value` is the
// one that is open, as Python gave it; `props.owner` the login, known a moment after the page.
// gr.BrowserState would send all of them with each question, and two tabs would overwrite each
// other's.

const MOST = 20; // conversations; the oldest are dropped
const list = element.querySelector("#conversations");
const toggle = element.querySelector(".all");
let open = ""; // the id of the one that is open

const place = () => `articles-assistant ${props.owner}`;

// Anything may stand in the storage: only what looks like a conversation is taken.
function kept() {
  try {
    return JSON.parse(localStorage.getItem(place())).filter(
      (one) => typeof one.id === "string" && typeof one.exchanges[0].question === "string"
    );
  } catch {
    return [];
  }
}

function keep(all) {
  for (let count = Math.min(all.length, MOST); count >= 0; count--) {
    try {
      localStorage.setItem(place(), JSON.stringify(all.slice(0, count)));
      return;
    } catch {} // It is full: the oldest goes.
  }
}

function button(name, words, title, id) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.dataset.id = id;
  made.dir = "auto";
  made.textContent = words;
  made.title = title;
  return made;
}

function draw() {
  list.replaceChildren(
    ...kept().map(({ id, exchanges: [{ question }] }) => {
      const item = document.createElement("li");
      const opener = button("opener", question, question, id);
      if (id === open) opener.setAttribute("aria-current", "true");
      const remover = button("remover", "×", "Delete", id);
      remover.setAttribute("aria-label", `Delete: ${question}`);
      item.append(opener, remover);
      return item;
    })
  );
}

function show(conversation) {
  open = conversation?.id ?? "";
  sessionStorage.setItem(place(), open);
  props.value = conversation ? JSON.stringify(conversation) : "";
  draw();
  trigger("open");
}

function unfold(wanted) {
  toggle.setAttribute("aria-expanded", wanted);
}

function remove(id) {
  const one = kept().find((each) => each.id === id);
  if (!one || !confirm(`Delete this conversation?\n\n${one.exchanges[0].question}`)) return;
  keep(kept().filter((each) => each.id !== id));
  if (id === open) show();
  else draw();
}

element.addEventListener("click", ({ target }) => {
  const { id } = target.dataset;
  if (target.matches(".new, .opener")) unfold(false);
  if (target.matches(".new")) {
    show();
    document.querySelector("#question textarea")?.focus();
  } else if (target.matches(".opener")) show(kept().find((one) => one.id === id));
  else if (target.matches(".remover")) remove(id);
  else if (target === toggle) unfold(toggle.getAttribute("aria-expanded") !== "true");
});

// This tab's conversation is the one that it had before it was loaded again.
watch("owner", () => {
  const last = sessionStorage.getItem(place());
  show(kept().find((one) => one.id === last));
});

watch("value", () => {
  const conversation = JSON.parse(props.value);
  open = conversation.id;
  const last = conversation.exchanges.at(-1);
  if (!last) return draw();
  sessionStorage.setItem(place(), open);
  const all = kept();
  const old = all.findIndex((one) => one.id === open);
  // Only a question that was just asked moves it up: the list stays as it is under the pointer.
  if (old < 0 || !(last.answer || last.problem)) {
    keep([conversation, ...all.filter((one) => one.id !== open)]);
  } else keep(all.with(old, conversation));
  draw();
});

// Another tab may change the list.
addEventListener("storage", draw);
