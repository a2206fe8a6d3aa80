// Personal data are shown in their place and go away by themselves. Without a script a page of its own shows them.
"use strict";
for (const form of document.querySelectorAll("[data-reveal]")) {
  const shown = form.querySelector("[data-shown]");
  const mask = shown.textContent;
  let until = 0;

  const hide = () => {
    until = 0;
    shown.textContent = mask;
    form.classList.remove("is-shown");
  };

  const show = (text, seconds) => {
    until = Date.now() + seconds * 1000;
    shown.textContent = text;
    if (form.dataset.reveal === "phone") {
      const call = document.createElement("a");
      call.href = `tel:${text.replace(/[^0-9+]/g, "")}`;
      call.textContent = text;
      shown.replaceChildren(call);
    }
    form.classList.add("is-shown");
    setTimeout(hideWhenOver, seconds * 1000);
  };

  const hideWhenOver = () => {
    if (until && Date.now() >= until) {
      hide();
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, cache: "no-store" };
    const answer = await fetch(form.action, asked);
    if (!answer.ok) {
      form.submit();  // what is wrong is told by a page
      return;
    }
    const told = await answer.json();
    if (told.refused) {
      shown.textContent = told.refused;
      return;
    }
    show(told.text, told.seconds);
  });

  // A telephone that slept keeps no time; a page that is left may come back from the browser's memory, or be printed.
  document.addEventListener("visibilitychange", hideWhenOver);
  window.addEventListener("pagehide", hide);
  window.addEventListener("beforeprint", hide);
}
