/* The panel beside the grid: everything about the chosen cell. The server makes it (views/cells.py) and htmx brings it;
   this opens and closes it, lets it follow the chosen cell, and keeps what was typed in it. */
(function () {
  "use strict";

  const grid = window.PortalGrid;
  const panel = grid && grid.root.querySelector("[data-panel]");
  if (!panel) return;

  const content = panel.querySelector("[data-panel-content]");
  const notice = panel.querySelector("[data-panel-notice]");
  const toggle = grid.root.querySelector("[data-bar-panel]");
  const narrow = window.matchMedia("(max-width: 47.99rem)");
  const KEY = "paneel:" + grid.root.dataset.user + ":" + window.location.pathname + window.location.search;
  // The cell that the panel shows, and what was typed in its forms and is not saved: by form, by field.
  let shown = null, typed = {}, refused = "", version = -1, remarks = 0, waiting = 0;
  // While an answer is under way, the last thing that was asked for waits for it.
  let busy = false, next = null;

  grid.panel = { get open() { return panel.open; } };

  function dirty() { return Object.keys(typed).length > 0; }

  /* Saying ------------------------------------------------------------- */
  function tell(text, buttons) {
    notice.hidden = !text;
    notice.replaceChildren();
    panel.style.scrollPaddingBlockStart = "";
    if (!text) return;
    const line = document.createElement("p");
    line.textContent = text;
    const row = document.createElement("div");
    row.className = "portal-row";
    row.append(...(buttons || []));
    notice.append(line, row);
    // What gets the focus never lies under the head that stays in view.
    panel.style.scrollPaddingBlockStart = notice.parentElement.offsetHeight + 16 + "px";
  }

  /* Which cell it is about, also when its title has scrolled away. */
  function nameTop(td) {
    panel.querySelector("[data-panel-label]").textContent = grid.label(td);
    panel.querySelector("[data-panel-heading]").textContent = grid.heading(td);
  }

  /* Room --------------------------------------------------------------- */
  /* The tables keep their width, so that nothing in the page moves; their regions end where the panel begins. */
  function makeRoom() {
    const regions = grid.root.querySelectorAll(".figure-region");
    regions.forEach(function (region) {
      const table = region.querySelector("table");
      table.style.minInlineSize = table.offsetWidth + "px";
      region.toggleAttribute("data-no-hint", region.scrollWidth <= region.clientWidth + 1);
    });
    const end = Math.max(0, ...Array.from(regions, function (region) { return region.getBoundingClientRect().right; }));
    const overlap = Math.max(0, end - panel.getBoundingClientRect().left + 8);
    grid.root.style.setProperty("--cell-panel-overlap", overlap + "px");
    grid.root.classList.add("has-cell-panel");
  }

  function giveRoom() {
    grid.root.classList.remove("has-cell-panel");
    grid.root.querySelectorAll(".figure-region").forEach(function (region) {
      region.querySelector("table").style.minInlineSize = "";
      region.removeAttribute("data-no-hint");
    });
  }

  window.addEventListener("resize", function () {
    if (!panel.open || narrow.matches) return;
    giveRoom();
    makeRoom();
  });

  /* Opening, following, closing ---------------------------------------- */
  function address(td) {
    return grid.root.dataset.cellUrl.replace("/0/0/", "/" + grid.rowOf(td) + "/" + td.dataset.column + "/") + "paneel/";
  }

  async function load(td, takeFocus) {
    const again = td === shown;
    window.clearTimeout(waiting);
    // What is brought up to date keeps what was typed in it: putBack.
    if (!again) typed = {};
    shown = td;
    nameTop(td);
    version = grid.version(td);
    tell("");
    if (busy) {
      next = [td, takeFocus];
      return;
    }
    busy = true;
    content.setAttribute("aria-busy", "true");
    try {
      await window.htmx.ajax("GET", address(td), { source: content, target: content, swap: "innerHTML" });
    } catch { /* What went wrong was said by the listeners below. */ }
    busy = false;
    content.removeAttribute("aria-busy");
    if (next) {
      const [other, focus] = next;
      next = null;
      await load(other, focus);
      return;
    }
    if (!again) panel.scrollTop = 0;
    const title = content.querySelector("h2");
    if (takeFocus && title && panel.open && shown === td) title.focus({ preventScroll: true });
  }

  grid.panel.show = function (td) {
    if (!("column" in td.dataset)) {
      grid.say("Deze cel staat niet in de tabel van deze rij.");
      return Promise.resolve();
    }
    grid.close(true);
    if (!panel.open) {
      if (narrow.matches) panel.showModal();
      else {
        panel.show();
        makeRoom();
        td.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    }
    toggle.setAttribute("aria-expanded", "true");
    if (td === shown && dirty()) {
      const title = content.querySelector("h2");
      if (title) title.focus({ preventScroll: true });
    } else if (dirty()) stay(td);
    else return load(td, true);
    return Promise.resolve();
  };

  grid.panel.close = function () {
    if (!panel.open) return;
    panel.close();
  };

  panel.addEventListener("close", function () {
    giveRoom();
    toggle.setAttribute("aria-expanded", "false");
    if (dirty()) grid.say("Wat u typte, staat nog in het paneel.");
    // Back to the cell that the panel was about.
    const td = shown && grid.root.contains(shown) ? shown : grid.active;
    if (td) grid.move(td);
  });

  /* Something typed is never thrown away because another cell was chosen. */
  function stay(td) {
    tell("U bent nog bezig met “" + grid.name(shown) + "”. Wat u daar typte is nog niet opgeslagen. Dit paneel gaat niet over “" + grid.name(td) + "”.", [
      grid.button("Terug naar die cel", function () { tell(""); grid.move(shown); content.querySelector("h2").focus(); }),
      grid.button("Weggooien", function () { typed = {}; load(td, true); }, "subtle"),
    ]);
  }

  grid.listeners.push(function (td) {
    toggle.disabled = !td || !("column" in td.dataset);
    if (!panel.open || !td || !("column" in td.dataset) || td.hasAttribute("aria-busy")) return;
    if (td === shown && grid.version(td) === version) return;
    if (dirty()) {
      if (td !== shown) stay(td);
      return;
    }
    renew(td, "Dit cijfer is intussen gewijzigd.");
  });

  /* Nothing that a person reads or uses is replaced under their hands. */
  function renew(td, why) {
    if (td === shown && panel.contains(document.activeElement)) {
      tell(why, [grid.button("Bijwerken", function () { load(td, true); })]);
      return;
    }
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () { load(td, false); }, 250);
  }

  /* How many open remarks a cell has by now: colleagues make and resolve them meanwhile. */
  grid.panel.remarked = function (td, count) {
    if (panel.open && td === shown && count !== remarks) renew(td, "Een collega heeft een opmerking gemaakt of afgehandeld.");
    if (td === shown) remarks = count;
  };

  toggle.addEventListener("click", function () {
    if (panel.open) grid.panel.close();
    else if (grid.active) grid.panel.show(grid.active);
  });
  panel.querySelector("[data-panel-close]").addEventListener("click", grid.panel.close);
  panel.addEventListener("keydown", function (event) {
    // The grid listens to keys too; those of the panel are not for it.
    event.stopPropagation();
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    grid.panel.close();
  });
  content.addEventListener("click", function (event) {
    if (!event.target.closest("[data-panel-again]")) return;
    delete typed.value;
    load(shown, true);
  });

  /* What was typed ----------------------------------------------------- */
  function fields(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && field.name !== "csrfmiddlewaretoken" && !/^(submit|button)$/.test(field.type);
    });
  }

  function values(form) {
    return fields(form).map(function (field) {
      return [field.name, field.type === "checkbox" ? field.checked : field.value];
    });
  }

  content.addEventListener("input", function (event) {
    const form = event.target.closest("form[data-part]");
    if (form) typed[form.dataset.part] = values(form);
  });

  /* An answer replaces everything: what was typed in the other forms goes back where it stood. The version that was
     seen goes with it, so that a change by somebody else is still noticed. */
  function putBack() {
    Object.entries(typed).forEach(function ([part, kept]) {
      const form = content.querySelector('form[data-part="' + part + '"]');
      // A form that was refused comes back from the server as it was sent, with what to do about it.
      if (!form || part === refused) return;
      kept.forEach(function ([name, value]) {
        const field = form.elements[name];
        if (!field) return;
        if (typeof value === "boolean") field.checked = value;
        else field.value = value;
      });
      const folded = form.closest("details:not([open])");
      if (folded) folded.open = true;
    });
  }

  content.addEventListener("htmx:beforeSwap", function (event) {
    // A whole page in answer to a part of one is the sign-in page: the session has ended.
    if (/^\s*<!doctype/i.test(event.detail.serverResponse)) {
      event.detail.shouldSwap = false;
      sessionOver();
      return;
    }
    const form = event.detail.requestConfig.elt.closest("form[data-part]");
    const status = event.detail.xhr.status;
    refused = form && status >= 400 ? form.dataset.part : "";
    if (refused) typed[refused] = values(form);
    else if (form) delete typed[form.dataset.part];
    tell("");
  });

  content.addEventListener("htmx:afterSwap", function (event) {
    if (event.target !== content && event.target.parentElement !== content) return;
    putBack();
    const part = content.querySelector("[data-cell-state]");
    if (part) receive(JSON.parse(part.dataset.cellState));
    try {
      window.sessionStorage.removeItem(KEY);
    } catch { /* nothing was kept */ }
  });

  /* The grid shows what the panel shows. */
  function receive(state) {
    const td = grid.find(state.row, state.column);
    if (!td) return;
    shown = td;
    nameTop(td);
    const fresh = grid.version(td) !== state.version;
    version = state.version;
    remarks = state.comments;
    grid.remark(td, state.comments);
    grid.note(td, state.notes);
    if (!fresh || grid.problems.has(td)) return;
    grid.show(td, state);
    td.classList.add("figure-cell--changed");
    grid.refresh();
  }

  /* The marks of notes at a cell, and notes under the table that were not there yet. */
  grid.note = function (td, notes) {
    const section = td.closest("section");
    if (!section) return; // The grid across trees shows no notes.
    td.querySelectorAll(".portal-note-mark").forEach(function (mark) { mark.remove(); });
    let after = td.querySelector(".figure-cell__value");
    notes.forEach(function (note) {
      const mark = document.createElement("sup"), link = document.createElement("a");
      mark.className = "portal-note-mark";
      link.className = "nl-link";
      link.href = "#voetnoot-" + note.key;
      link.setAttribute("aria-label", "voetnoot " + note.mark);
      link.textContent = note.mark;
      mark.append(link);
      after.after(mark);
      after = mark;
      if (!document.getElementById("voetnoot-" + note.key)) list(section).append(item(note));
    });
  };

  function list(section) {
    const found = section.querySelector(".portal-notes") || document.createElement("ul");
    found.className = "portal-notes";
    if (!found.isConnected) section.append(found);
    return found;
  }

  function item(note) {
    const line = document.createElement("li"), mark = document.createElement("span"), text = document.createElement("span");
    line.id = "voetnoot-" + note.key;
    mark.className = "portal-notes__mark";
    mark.textContent = note.mark;
    text.textContent = note.text;
    line.append(mark, text);
    return line;
  }

  /* Failing ------------------------------------------------------------ */
  function remember() {
    if (!dirty()) return;
    try {
      window.sessionStorage.setItem(KEY, JSON.stringify({
        row: grid.rowOf(shown), column: shown.dataset.column, typed: typed,
      }));
    } catch { /* A browser that keeps nothing: the panel itself still shows what was typed. */ }
  }

  window.addEventListener("pagehide", remember);

  function sessionOver() {
    remember();
    tell("U bent niet meer ingelogd. Wat u typte is in dit venster bewaard. Log opnieuw in en sla het dan op.", [
      grid.button("Opnieuw inloggen", function () { window.location.reload(); }, "primary"),
    ]);
  }

  function failed(text) {
    return function (event) {
      // The page has a place for this too, but a narrow screen does not show it now.
      event.stopPropagation();
      tell(text);
      grid.say(text);
    };
  }

  content.addEventListener("htmx:sendError", failed("Er is geen verbinding. Wat u typte staat hier nog. Probeer het zo opnieuw."));
  content.addEventListener("htmx:responseError", failed("Dat lukte niet. Wat u typte staat hier nog. Probeer het opnieuw."));

  document.addEventListener("DOMContentLoaded", async function () {
    let kept = null;
    try {
      kept = JSON.parse(window.sessionStorage.getItem(KEY));
    } catch { /* nothing was kept */ }
    const td = kept && grid.find(kept.row, kept.column);
    if (!td || !Object.keys(kept.typed).length) return;
    grid.move(td);
    await grid.panel.show(td);
    typed = kept.typed;
    putBack();
    tell("Dit typte u eerder. Het is nog niet opgeslagen.");
    grid.say("Wat u eerder typte is teruggezet. Het is nog niet opgeslagen.");
  });
})();
