// Runs once, when the line that says what is asked is on the page.

element.addEventListener("click", (event) => {
  const { go, all } = event.target.closest("button")?.dataset ?? {};
  if (go) document.getElementById(`${go}-button`)?.click();
  else if (all !== undefined) trigger("all");
});
