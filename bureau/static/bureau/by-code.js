// A pasted credit code fills in the name that is known for it, and says at once when it is no code.
"use strict";
for (const input of document.querySelectorAll("[data-by-code]")) {
  const name = document.querySelector(`#id_${input.dataset.fills}`);
  const said = document.createElement("p");
  said.className = "help by-code";
  said.setAttribute("role", "status");
  (input.closest(".flex-container") || input).after(said);  // under the field, as its help is
  let filled = name.value;
  input.addEventListener("input", async () => {
    said.textContent = "";
    if (input.value.replace(/\s/g, "").length < 18) return;
    const asked = input.value;
    const answer = await fetch(`${input.dataset.byCode}?code=${encodeURIComponent(asked)}`);
    if (!answer.ok || answer.redirected || asked !== input.value) return;
    const known = await answer.json();
    said.textContent = known.refused || known.said;
    if (known.refused) return;
    input.value = known.code;
    // What somebody has typed is never written over.
    if (known.name && (!name.value || name.value === filled)) {
      name.value = filled = known.name;
    }
    if (!known.name) name.focus();
  });
}
