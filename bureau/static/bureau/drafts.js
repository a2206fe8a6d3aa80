// A draft survives the end of a session: what is typed is kept in this window under the account and the page, offered
// back on the same page, and dropped once it was saved. Passwords, files and personal data are never kept.
"use strict";
{
  const box = document.getElementById("session");
  const PREFIX = "draft:";
  const LEFT_OUT = "[type=hidden], [type=password], [type=file], [type=submit], [type=button], [autocomplete=one-time-code]";

  const read = (key) => JSON.parse(sessionStorage.getItem(key) || "{}");
  const write = (key, forms) => {
    if (Object.keys(forms).length) {
      sessionStorage.setItem(key, JSON.stringify(forms));
    } else {
      sessionStorage.removeItem(key);
    }
  };
  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));

  // The server has taken what was sent with this number: it is a record now.
  const taken = /(?:^|; )kept=([0-9a-f]{16})/.exec(document.cookie);
  keys().filter(() => taken).forEach((key) => {
    const drafts = Object.entries(read(key));
    const others = drafts.filter(([, draft]) => draft.id !== taken[1]);
    if (others.length < drafts.length) {
      write(key, Object.fromEntries(others));
      document.cookie = "kept=; path=/; max-age=0";
    }
  });
  document.querySelectorAll("#logout-form, .menu form").forEach((form) => {
    form.addEventListener("submit", () => keys().forEach((key) => sessionStorage.removeItem(key)));
  });

  const keeps = (control) => control.name && !control.matches(LEFT_OUT) && !control.closest("[data-personal]");
  const isTicked = (control) => control.type === "checkbox" || control.type === "radio";
  // A tick has a name of its own for each value; all else has one for each field.
  const nameOf = (control) => (isTicked(control) ? `${control.name}=${control.value}` : control.name);
  const valueOf = (control) => {
    if (isTicked(control)) return control.checked;
    return control.multiple ? Array.from(control.selectedOptions, (option) => option.value) : control.value;
  };
  const wasValue = (control) => {
    if (isTicked(control)) return control.defaultChecked;
    if (control.tagName !== "SELECT") return control.defaultValue;
    const options = Array.from(control.options);
    const chosen = options.filter((option) => option.defaultSelected).map((option) => option.value);
    return control.multiple ? chosen : (chosen[0] ?? options[0]?.value ?? "");
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const setValue = (control, value) => {
    if (isTicked(control)) {
      control.checked = value;
    } else if (control.multiple) {
      Array.from(control.options).forEach((option) => { option.selected = value.includes(option.value); });
    } else {
      control.value = value;
    }
    control.dispatchEvent(new Event("change", { bubbles: true }));
  };

  if (box) {
    const key = `${PREFIX}${box.dataset.account}:${box.dataset.back}`;
    const forms = Array.from(document.querySelectorAll("#content form"))
      .filter((form) => form.getAttribute("method") === "post" && form.getAttribute("id") !== "changelist-form");
    // By where it sends to; of several that send to one place, by its turn.
    const called = (form) => {
      const action = form.getAttribute("action") || "";
      return `${action}#${forms.filter((other) => (other.getAttribute("action") || "") === action).indexOf(form)}`;
    };
    const seenBy = (form) => form.querySelector("[name=seen]")?.value || "";
    const controls = (form) => Array.from(form.elements).filter(keeps);
    const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

    const keep = (form) => {
      const drafts = read(key);
      const draft = drafts[called(form)] || { id: newId(), seen: seenBy(form), fields: {} };
      // What is offered and not yet restored stays as it was typed.
      const isMine = (name) => name in draft.fields && !form.dataset.offered;
      controls(form).forEach((control) => {
        const name = nameOf(control);
        if (isMine(name) || !same(valueOf(control), wasValue(control))) {
          draft.fields[name] = valueOf(control);
        }
      });
      if (Object.keys(draft.fields).length) {
        write(key, { ...drafts, [called(form)]: draft });
      }
      return draft;
    };

    // Rows that were added to a table inside the form are added again before they are filled in.
    const withRows = (form, draft) => {
      Object.keys(draft.fields).forEach((name) => {
        const row = /^(.+)-(\d+)-[^-]+$/.exec(name.split("=")[0]);
        const more = row && form.querySelector(`#${CSS.escape(row[1])}-group .add-row a`);
        const total = row && form.querySelector(`#id_${CSS.escape(row[1])}-TOTAL_FORMS`);
        while (more && total && Number(total.value) <= Number(row[2])) {
          const before = total.value;
          more.click();
          if (total.value === before) break;
        }
      });
    };

    const restore = (form, draft) => {
      withRows(form, draft);
      controls(form).forEach((control) => {
        const name = nameOf(control);
        if (name in draft.fields && !same(draft.fields[name], valueOf(control))) {
          setValue(control, draft.fields[name]);
        }
      });
      controls(form)[0]?.focus();
    };

    const forget = (form) => {
      const drafts = read(key);
      delete drafts[called(form)];
      write(key, drafts);
    };

    const offer = (form, draft) => {
      const shown = document.getElementById("draft-offer").content.cloneNode(true).firstElementChild;
      shown.querySelector("[data-changed]").hidden = draft.seen === seenBy(form);
      const close = (then) => () => {
        then();
        shown.remove();
        delete form.dataset.offered;
      };
      shown.querySelector("[data-restore]").addEventListener("click", close(() => {
        restore(form, draft);
        keep(form);
      }));
      shown.querySelector("[data-discard]").addEventListener("click", close(() => forget(form)));
      form.dataset.offered = "1";
      form.before(shown);
      form.closest("details")?.setAttribute("open", "");
    };

    const drafts = read(key);
    forms.forEach((form) => {
      const draft = drafts[called(form)];
      const now = Object.fromEntries(controls(form).map((control) => [nameOf(control), valueOf(control)]));
      if (draft && Object.keys(draft.fields).some((name) => !same(draft.fields[name], now[name]))) {
        offer(form, draft);
      }
      ["input", "change"].forEach((kind) => form.addEventListener(kind, () => { keep(form); }));
      form.addEventListener("submit", () => {
        const kept = form.querySelector("[name=_draft]") || document.createElement("input");
        Object.assign(kept, { type: "hidden", name: "_draft", value: keep(form).id });
        form.append(kept);
      });
    });
    // Small calendars and clocks fill in a field without telling.
    window.addEventListener("pagehide", () => {
      forms.filter((form) => !form.querySelector("[name=_draft]")).forEach(keep);
    });
  }
}
