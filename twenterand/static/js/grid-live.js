/* The grid and the world outside: what others change meanwhile, and input that outlives a session that ended. */
(function () {
  "use strict";

  const grid = window.PortalGrid;
  if (!grid) return;

  const EVERY = 12000;
  const KEY = "cijfers:" + grid.root.dataset.user + ":" + window.location.pathname + window.location.search;

  /* Input that is not saved yet, by cell, in this tab only ---------------- */
  function kept() {
    try {
      return JSON.parse(window.sessionStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  }

  function keep(cells) {
    try {
      if (Object.keys(cells).length) window.sessionStorage.setItem(KEY, JSON.stringify(cells));
      else window.sessionStorage.removeItem(KEY);
    } catch { /* A browser that keeps nothing: the page itself still shows the input. */ }
  }

  function name(row, column) { return row + "-" + column; }

  grid.remember = function (body) {
    const cells = kept();
    body.cells.forEach(function (cell) {
      cells[name(cell.row, cell.column)] = { ...cell, reason: body.reason };
    });
    keep(cells);
  };

  grid.forget = function (tds) {
    const cells = kept();
    tds.forEach(function (td) { delete cells[name(grid.rowOf(td), td.dataset.column)]; });
    keep(cells);
  };

  function rememberEditor() {
    const editor = grid.editor;
    if (!editor || !editor.input.value.trim() || editor.input.value === grid.raw(editor.td)) return;
    grid.remember({ reason: "", cells: [{
      row: grid.rowOf(editor.td), column: Number(editor.td.dataset.column),
      raw: editor.input.value, version: grid.version(editor.td),
    }] });
  }

  window.addEventListener("pagehide", rememberEditor);

  let over = false;
  grid.sessionOver = function () {
    rememberEditor();
    if (over) return;
    over = true;
    grid.notice("U bent niet meer ingelogd. Wat u invulde is in dit venster bewaard. Log opnieuw in en sla het dan op.", [
      grid.button("Opnieuw inloggen", function () { window.location.reload(); }, "primary"),
    ]);
  };

  function offer() {
    const found = Object.values(kept()).map(function (cell) {
      return { ...cell, td: grid.find(cell.row, cell.column) };
    }).filter(function (cell) { return cell.td && grid.editable(cell.td); });
    if (!found.length) return;
    const values = found.slice(0, 3).map(function (cell) { return grid.label(cell.td) + ": " + (cell.raw || "leeg"); });
    const more = found.length > 3 ? " en nog " + (found.length - 3) : "";
    const text = "U had nog " + grid.count(found.length, "waarde", "waarden") + " ingevuld die niet is opgeslagen: ";
    grid.notice((found.length === 1 ? text : text.replace("is opgeslagen", "zijn opgeslagen")) + values.join("; ") + more + ".", [
      grid.button("Alsnog opslaan", function () {
        grid.notice("");
        const reason = (found.find(function (cell) { return cell.reason; }) || {}).reason;
        grid.save(found, { reason: reason, agreed: true });
        grid.move(found[0].td);
      }, "primary"),
      grid.button("Weggooien", function () {
        keep({});
        grid.notice("");
      }),
    ]);
  }

  /* What others changed --------------------------------------------------- */
  let since = grid.root.dataset.now;
  const rows = Array.from(grid.root.querySelectorAll("tr[data-row]"), function (tr) { return tr.dataset.row; });

  function receive(cell) {
    const td = grid.find(cell.row, cell.column);
    if (!td || grid.version(td) === cell.version || td.hasAttribute("aria-busy")) return null;
    const problem = grid.problems.get(td);
    if (problem || (grid.editor && grid.editor.td === td)) {
      if (td.dataset.told === String(cell.version)) return null;
      td.dataset.told = cell.version;
      grid.notice(cell.who + " heeft “" + grid.name(td) + "” intussen gewijzigd in “" + (cell.text || "leeg") +
        "”. Uw invoer blijft staan; bij het opslaan kiest u.");
      return null;
    }
    grid.show(td, cell);
    td.dataset.who = cell.who;
    td.classList.remove("figure-cell--changed");
    td.classList.add("figure-cell--news");
    return cell;
  }

  function showRemarks(found) {
    const counts = new Map(found.map(function ([row, column, count]) { return [name(row, column), count]; }));
    const marked = Array.from(grid.root.querySelectorAll(".grid-remarks"), function (mark) { return mark.closest("td"); });
    const named = found.map(function ([row, column]) { return grid.find(row, column); }).filter(Boolean);
    new Set([...marked, ...named]).forEach(function (td) {
      const count = counts.get(name(grid.rowOf(td), td.dataset.column)) || 0;
      grid.remark(td, count);
      grid.panel.remarked(td, count);
    });
  }

  async function look() {
    if (over || document.visibilityState !== "visible" || !rows.length) return;
    const query = new URLSearchParams({ rijen: rows.join(","), sinds: since });
    let answer;
    try {
      answer = await window.fetch(grid.root.dataset.newsUrl + "?" + query, { redirect: "manual" });
      if (answer.type === "opaqueredirect") return grid.sessionOver();
      if (!answer.ok) return;
      answer = await answer.json();
    } catch { return; /* No connection: the next time again. */ }
    since = answer.since;
    showRemarks(answer.remarks);
    const fresh = answer.cells.map(receive).filter(Boolean);
    if (!fresh.length) return;
    const who = Array.from(new Set(fresh.map(function (cell) { return cell.who; }))).join(", ");
    grid.say(grid.count(fresh.length, "cijfer is", "cijfers zijn") + " gewijzigd door " + who + ".");
    grid.refresh();
  }

  grid.look = look;
  window.setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("DOMContentLoaded", offer);
})();
