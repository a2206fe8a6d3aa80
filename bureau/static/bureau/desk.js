// Keys and paper: what the page could not do without a script. Everything works without it, less comfortably.
"use strict";
{
  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key === "/" && !modified && !typing(event.target)) {
      const search = ["find", "searchbar", "nav-filter"].map((id) => document.getElementById(id)).find(Boolean);
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    if (event.key === "Escape") {
      const open = event.target.closest(".menu[open], .filters[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
  });

  // A menu or a box of filters closes when one goes elsewhere.
  document.addEventListener("click", (event) => {
    document.querySelectorAll(".menu[open], .filters[open]").forEach((box) => {
      if (!box.contains(event.target)) {
        box.open = false;
      }
    });
    const printer = event.target.closest("[data-print]");
    if (printer) {
      window.print();
    }
  });

  // Copying needs a script; without one the text stands in a field to be marked by hand. On a plain http address of the
  // house the browser has no clipboard for pages, and only marking and copying as by hand is left.
  const copied = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      field.closest("details").open = true;
      field.select();
      return document.execCommand("copy");
    }
  };
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const told = document.querySelector("[data-copied]");
      if (await copied(document.getElementById(button.dataset.copy))) {
        told.textContent = told.dataset.copied;
      }
    });
  });

  // What is folded on the screen is printed, reasons of a due day above all.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = Array.from(document.querySelectorAll("details.why:not([open]), details.change-more:not([open])"));
    unfolded.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => unfolded.forEach((part) => { part.open = false; }));
}
