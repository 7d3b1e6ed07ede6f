/* What the pages do beyond plain HTML. Everything works without this file; it only makes things nicer. */
(function () {
  "use strict";

  /* Say something to a screen reader without moving the focus. */
  function announce(text) {
    const region = document.getElementById("mededeling");
    if (!region || !text) return;
    region.textContent = "";
    // A live region is read when it changes: give the browser a moment to see it empty first.
    window.setTimeout(function () { region.textContent = text; }, 50);
  }

  /* A table that fits needs no tab stop; one that scrolls does. */
  function updateScrollRegions(root) {
    root.querySelectorAll("[data-scroll-region]").forEach(function (region) {
      const scrolls = region.scrollWidth > region.clientWidth + 1;
      if (scrolls) region.setAttribute("tabindex", "0");
      else region.removeAttribute("tabindex");
      hintAt(region, scrolls);
      showMore(region);
    });
  }

  /* Above a table of which a part is out of sight stands that there is more. */
  function hintAt(region, scrolls) {
    // A part of the page lies over this table for a while: nothing moves for that.
    if (region.hasAttribute("data-no-hint")) return;
    const former = region.previousElementSibling;
    const hinted = former && former.classList.contains("portal-table-hint");
    if (hinted && !scrolls) former.remove();
    if (hinted || !scrolls) return;
    const hint = document.createElement("p");
    hint.className = "portal-table-hint";
    hint.textContent = "De tabel is breder dan het scherm. Schuif hem opzij voor meer kolommen →";
    region.before(hint);
  }

  function showMore(region) {
    const end = Math.abs(region.scrollLeft) + region.clientWidth;
    region.toggleAttribute("data-more", end < region.scrollWidth - 1);
  }

  // Scrolling does not bubble: listen on the way down.
  document.addEventListener("scroll", function (event) {
    if (event.target.matches && event.target.matches("[data-scroll-region]")) showMore(event.target);
  }, { capture: true, passive: true });

  /* On a narrow screen the menu folds behind a button. */
  function foldMenus() {
    document.querySelectorAll("[data-menu-toggle]").forEach(function (button) {
      button.hidden = false;
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", function () {
        const open = button.getAttribute("aria-expanded") === "true";
        button.setAttribute("aria-expanded", String(!open));
      });
      button.closest("nav").addEventListener("keydown", function (event) {
        if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
        button.setAttribute("aria-expanded", "false");
        button.focus();
      });
    });
  }

  function focusOn(element) {
    if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
    element.focus();
  }

  /* htmx replaces what had the focus: take it where the answer says (data-focus), else back to the same id. */
  let focused = "";

  document.addEventListener("htmx:beforeSwap", function (event) {
    const active = document.activeElement;
    focused = active && event.detail.target.contains(active) ? active.id : "";
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    const fresh = event.detail.elt;
    if (!fresh || !fresh.querySelector) return;
    const wanted = fresh.matches("[data-focus]") ? fresh : fresh.querySelector("[data-focus], [autofocus]");
    const former = focused && document.getElementById(focused);
    if (wanted) focusOn(wanted);
    else if (former && document.activeElement === document.body) focusOn(former);
    focused = "";
    const news = fresh.matches("[data-announce]") ? fresh : fresh.querySelector("[data-announce]");
    if (news) announce(news.dataset.announce);
    updateScrollRegions(document);
  });

  /* A request that failed altogether: say so where everybody sees it, once. */
  function fail(text) {
    const place = document.querySelector("main .portal-container") || document.body;
    const former = document.getElementById("verbinding");
    if (former) former.remove();
    const alert = document.createElement("div");
    alert.id = "verbinding";
    alert.className = "utrecht-alert utrecht-alert--error portal-alert--floating";
    alert.setAttribute("role", "alert");
    alert.textContent = text;
    place.prepend(alert);
  }

  document.addEventListener("htmx:sendError", function () {
    fail("Er is geen verbinding. Uw wijziging is niet opgeslagen. Probeer het zo opnieuw.");
  });

  document.addEventListener("htmx:responseError", function (event) {
    fail("Dat lukte niet (fout " + event.detail.xhr.status + "). Uw wijziging is niet opgeslagen. Laad de pagina opnieuw.");
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    const former = document.getElementById("verbinding");
    if (former && event.detail.successful) former.remove();
  });

  document.addEventListener("DOMContentLoaded", function () {
    foldMenus();
    updateScrollRegions(document);
    const summary = document.querySelector("main [data-focus]");
    if (summary) focusOn(summary);
  });

  let waiting = 0;
  window.addEventListener("resize", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () { updateScrollRegions(document); }, 150);
  });
})();
