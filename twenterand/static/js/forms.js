/* Forms of the work environment: a form is sent once, and what was typed survives a session that ended. Without
   this file the server still refuses to do things twice; only the typing is lost then.

   form[data-keep]: what is typed here is kept in this tab from the moment it is sent until a page says that
   something was saved ([data-saved]). form[data-forget]: sending it forgets. body[data-person]: whose it is. */
(function () {
  "use strict";

  const PLACE = "getypt";
  // A download as the answer leaves the page as it is: the form must work again.
  const AGAIN_AFTER = 8000;
  const SKIPPED = ["hidden", "password", "file", "submit", "button"];
  const sent = new WeakSet();

  function fieldsOf(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && !SKIPPED.includes(field.type);
    });
  }

  function typedIn(form) {
    return fieldsOf(form).map(function (field) {
      return [field.name, field.matches("[type=checkbox], [type=radio]") ? field.checked : field.value];
    });
  }

  /* A browser may have no room or refuse to keep anything: then there is nothing to put back. */
  function kept() {
    try {
      const entry = JSON.parse(window.sessionStorage.getItem(PLACE));
      if (entry && entry.person === document.body.dataset.person) return entry;
      forget();
    } catch { /* nothing was kept */ }
    return null;
  }

  function keep(form) {
    const entry = {
      person: document.body.dataset.person,
      page: window.location.pathname + window.location.search,
      when: new Date().toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" }).replace(":", "."),
      typed: typedIn(form),
    };
    try {
      window.sessionStorage.setItem(PLACE, JSON.stringify(entry));
    } catch { /* the form is sent all the same */ }
  }

  function forget() {
    try {
      window.sessionStorage.removeItem(PLACE);
    } catch { /* nothing was kept */ }
  }

  function putBack(form, typed) {
    fieldsOf(form).forEach(function (field, place) {
      const [name, value] = typed[place];
      if (field.name !== name) return;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
      // An editor that stands for this field takes it over.
      field.dispatchEvent(new CustomEvent("portal:restored"));
    });
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "nl-button nl-button--secondary";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function offer() {
    if (document.querySelector("[data-saved]")) forget();
    const form = document.querySelector("form[data-keep]");
    const entry = form && kept();
    if (!entry || entry.page !== window.location.pathname + window.location.search) return;
    const now = typedIn(form);
    if (now.length !== entry.typed.length || JSON.stringify(now) === JSON.stringify(entry.typed)) return;
    const alert = document.createElement("div");
    alert.className = "utrecht-alert utrecht-alert--warning portal-stack portal-stack--tight";
    alert.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = "Wat u hier om " + entry.when + " uur typte, is niet opgeslagen. Het is in dit tabblad bewaard.";
    const buttons = document.createElement("div");
    buttons.className = "portal-row";
    const done = function () {
      forget();
      alert.remove();
      fieldsOf(form)[0].focus();
    };
    buttons.append(
      button("Mijn invoer terugzetten", function () { putBack(form, entry.typed); done(); }),
      button("Weggooien", done),
    );
    alert.append(text, buttons);
    form.before(alert);
  }

  function mark(form, busy) {
    form.querySelectorAll("button[type=submit]").forEach(function (one) {
      if (busy) one.setAttribute("aria-disabled", "true");
      else one.removeAttribute("aria-disabled");
    });
  }

  function release(form) {
    sent.delete(form);
    mark(form, false);
  }

  // htmx sends its forms itself, and has prevented the browser from doing so by now.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    mark(form, true);
    window.setTimeout(function () { release(form); }, AGAIN_AFTER);
    if (form.matches("[data-forget]")) forget();
    if (form.matches("[data-keep]")) keep(form);
  });

  // Back to this page, with the form as it was when it was sent.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form").forEach(release);
  });

  document.addEventListener("DOMContentLoaded", offer);
})();
