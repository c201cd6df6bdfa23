// Runs once, when the table of articles is on the page. Gradio gives `element`, `trigger`
// (calls Python) and `watch`.

let used = ""; // the button to go back to when the table has been drawn anew

element.addEventListener("click", (event) => {
  const { sort, page, open, remove, title } = event.target.closest("button")?.dataset ?? {};
  used = "";
  if (sort) {
    used = `[data-sort="${sort}"]`;
    trigger("sort", { column: sort });
  } else if (page) {
    used = ".pages button:enabled";
    trigger("turn", { page });
  } else if (open) trigger("open", { id: open });
  else if (remove && confirm(`Remove “${title}” from the collection?`)) {
    trigger("remove", { id: remove });
  }
});

watch("value", () => {
  if (used) element.querySelector(used)?.focus();
});
