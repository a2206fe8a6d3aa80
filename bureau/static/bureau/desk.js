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

  // What is folded on the screen is printed, reasons of a due day above all.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = Array.from(document.querySelectorAll("details.why:not([open]), details.change-more:not([open])"));
    unfolded.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => unfolded.forEach((part) => { part.open = false; }));
}
