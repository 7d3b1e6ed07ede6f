/* One cell of a table edited in its place: what htmx leaves open. Opening, saving and focus work without this. */
(function () {
  "use strict";

  /* Escape leaves the form as "Annuleren" does. */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || event.isComposing) return;
    const form = event.target.closest("[data-figures] .figure-form");
    const cancel = form && form.querySelector("[data-cancel]");
    if (!cancel) return;
    event.preventDefault();
    cancel.click();
  });

  /* The form is wider than its cell was: show all of it. Typing replaces the old value, as in a spreadsheet. */
  document.addEventListener("htmx:afterSettle", function (event) {
    const cell = event.target.closest && event.target.closest("[data-figures] td");
    const form = cell && cell.querySelector(".figure-form");
    if (!form) return;
    const field = form.querySelector("[data-select]");
    if (field) {
      field.focus();
      field.select();
    }
    form.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  /* A whole page in answer to a cell is the sign-in page: the session has ended. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status !== 200 || !event.detail.target.closest("[data-figures]")) return;
    if (!/^\s*<!doctype/i.test(event.detail.serverResponse)) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });
})();
