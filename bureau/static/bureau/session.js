// The end of a session: a warning in time with one button to stay, and at the end the page to log in, from which one
// comes back. Other windows may have kept the session alive, so the server is asked before anything is said.
"use strict";
{
  const box = document.getElementById("session");
  if (box) {
    const { warn, back, stay, login } = box.dataset;
    const shown = box.querySelector(".session-left");
    let ends = Date.now() + box.dataset.left * 1000;
    let asked = 0;

    const left = () => Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    const show = (told) => {
      ends = Date.now() + told.left * 1000;
      box.hidden = told.left > warn;
      box.querySelectorAll("[data-may-stay]").forEach((part) => { part.hidden = !told.may_stay; });
      box.querySelectorAll("[data-must-go]").forEach((part) => { part.hidden = told.may_stay; });
    };
    const ask = async (address, how) => {
      asked = Date.now();
      try {
        show(await (await fetch(address, how)).json());
      } catch {
        return;  // the network is away; it is asked again soon
      }
      if (left() === 0) {
        window.location.assign(`${login}?next=${encodeURIComponent(back)}`);
      }
    };

    setInterval(() => {
      const seconds = left();
      shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      const isNews = box.hidden ? seconds <= warn : seconds === 0;
      if (isNews && Date.now() - asked > 3000) {
        ask(`${stay}?again=1`);  // no use of the session
      }
    }, 1000);

    box.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      ask(stay, { method: "POST", body: new FormData(event.target) });
    });
  }
}
