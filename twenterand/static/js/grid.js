/* The grid: moving, choosing and editing cells as in a spreadsheet, following the ARIA grid pattern. Without it every
   cell is a link to its own page. grid-save.js writes, grid-block.js does ranges, grid-live.js what others change. */
(function () {
  "use strict";

  const root = document.querySelector("[data-grid]");
  if (!root) return;

  const grid = { root: root, active: null, anchor: null, editor: null, places: new Map(), tables: [], listeners: [] };
  window.PortalGrid = grid;

  /* Saying ------------------------------------------------------------- */
  grid.say = function (text) {
    const region = document.getElementById("mededeling");
    region.textContent = "";
    // A live region is read when it changes: give the browser a moment to see it empty first.
    window.setTimeout(function () { region.textContent = text; }, 50);
  };

  grid.count = function (number, one, many) {
    return number === 1 ? "1 " + one : number + " " + many;
  };

  /* Cells -------------------------------------------------------------- */
  function own(element) {
    // The text of the element itself, without the marks of notes and other elements in it.
    return Array.from(element.childNodes).filter(function (node) { return node.nodeType === 3; })
      .map(function (node) { return node.textContent; }).join(" ").replace(/\s+/g, " ").trim();
  }

  grid.label = function (td) { return own(td.closest("tr").querySelector("th")); };

  grid.heading = function (td) {
    const head = td.closest("table").querySelector('th[data-columns~="' + td.dataset.column + '"]');
    return head ? head.textContent.replace(/\s+/g, " ").trim() : "";
  };

  grid.name = function (td) { return grid.label(td) + ", " + grid.heading(td); };
  grid.rowOf = function (td) { return Number(td.parentElement.dataset.row); };
  grid.version = function (td) { return Number(td.dataset.version || 0); };
  grid.editable = function (td) {
    return td.parentElement.hasAttribute("data-editable") && "column" in td.dataset && !("locked" in td.dataset);
  };

  /* Why a locked cell cannot be changed; empty for every other. */
  grid.lock = function (td) {
    const found = "locked" in td.dataset && document.getElementById("vastgezet-" + td.dataset.locked);
    return found ? found.textContent.trim() : "";
  };
  grid.find = function (row, column) {
    return root.querySelector('tr[data-row="' + row + '"] > td[data-column="' + column + '"]');
  };

  function value(td) { return td.querySelector(".figure-cell__value"); }

  /* What is printed in a cell, as a spreadsheet takes it. */
  grid.text = function (td) {
    if (!grid.version(td) || !value(td)) return "";
    return own(value(td)).replace(/\u00a0/g, " ");
  };

  /* What was typed; only where it differs from what is printed does the page carry it. */
  grid.raw = function (td) {
    if (!grid.version(td)) return "";
    return "raw" in td.dataset ? td.dataset.raw : grid.text(td);
  };

  function fill(td, text, look) {
    const span = value(td);
    span.textContent = "";
    span.className = "figure-cell__value";
    if (grid.editable(td)) span.classList.add("figure-cell__button", "figure-cell__button--" + look);
    if (text) span.append(text);
    else {
      const empty = document.createElement("span");
      empty.className = "visually-hidden";
      empty.textContent = "geen cijfer";
      span.append(empty);
    }
  }

  /* Show what the server says stands there. */
  grid.show = function (td, state) {
    td.dataset.version = state.version;
    td.dataset.raw = state.raw;
    fill(td, state.text, state.look);
    if (state.provisional) sign(td, "v", "voorlopig cijfer");
    if (state.broken) sign(td, "†", state.broken);
  };

  /* A letter behind a figure, with what it means. */
  function sign(td, letter, meaning) {
    const mark = document.createElement("abbr");
    mark.title = meaning;
    mark.textContent = "\u00a0" + letter;
    value(td).append(mark);
  }

  /* Show what a person typed, before or instead of what stands there. */
  grid.showTyped = function (td, raw) {
    td.dataset.raw = grid.raw(td);
    fill(td, raw, "number");
  };

  /* The mark of open remarks beside a cell, as the server draws it. */
  grid.remark = function (td, count) {
    const former = td.querySelector(".grid-remarks");
    if (former) former.remove();
    if (!count) return;
    const mark = document.createElement("span"), text = document.createElement("span");
    mark.className = "grid-remarks";
    mark.title = grid.count(count, "open opmerking", "open opmerkingen");
    text.className = "visually-hidden";
    text.textContent = ", " + mark.title;
    mark.append(text);
    td.append(mark);
  };

  /* A function that shows again what is shown now. */
  grid.shown = function (td) {
    const copy = value(td).cloneNode(true);
    return function () { value(td).replaceWith(copy); };
  };

  /* Moving and choosing ------------------------------------------------ */
  grid.at = function (table, row, column) {
    const cells = table.rows[Math.max(0, Math.min(row, table.rows.length - 1))];
    return cells[Math.max(0, Math.min(column, cells.length - 1))];
  };

  grid.chosen = function () {
    if (!grid.active) return [];
    const from = grid.places.get(grid.anchor), to = grid.places.get(grid.active);
    const rows = from.table.rows.slice(Math.min(from.row, to.row), Math.max(from.row, to.row) + 1);
    const first = Math.min(from.column, to.column), last = Math.max(from.column, to.column);
    return rows.map(function (cells) { return cells.slice(first, last + 1); });
  };

  function paint() {
    root.querySelectorAll(".is-selected").forEach(function (td) {
      td.classList.remove("is-selected");
      td.removeAttribute("aria-selected");
    });
    grid.chosen().flat().forEach(function (td) {
      td.classList.add("is-selected");
      td.setAttribute("aria-selected", "true");
    });
  }

  grid.move = function (td, extend) {
    if (!td) return;
    const before = grid.active;
    if (extend && grid.anchor && grid.places.get(grid.anchor).table !== grid.places.get(td).table) return;
    if (before) before.tabIndex = -1;
    grid.active = td;
    if (!extend || !grid.anchor) grid.anchor = td;
    td.tabIndex = 0;
    paint();
    if (document.activeElement !== td) td.focus();
    if (extend) grid.say(grid.count(grid.chosen().flat().length, "cel gekozen", "cellen gekozen"));
    grid.refresh();
  };

  /* Others (the bar, news) hear when another cell is chosen or its content changes. */
  grid.refresh = function () {
    grid.listeners.forEach(function (listener) { listener(grid.active); });
  };

  function step(event, td) {
    const place = grid.places.get(td), table = place.table, far = event.ctrlKey || event.metaKey;
    const last = table.rows.length - 1;
    switch (event.key) {
      case "ArrowUp": return grid.at(table, far ? 0 : place.row - 1, place.column);
      case "ArrowDown": return grid.at(table, far ? last : place.row + 1, place.column);
      case "ArrowLeft": return grid.at(table, place.row, far ? 0 : place.column - 1);
      case "ArrowRight": return grid.at(table, place.row, far ? Infinity : place.column + 1);
      case "PageUp": return grid.at(table, place.row - 10, place.column);
      case "PageDown": return grid.at(table, place.row + 10, place.column);
      case "Home": return grid.at(table, far ? 0 : place.row, 0);
      case "End": return grid.at(table, far ? last : place.row, Infinity);
      default: return null;
    }
  }

  /* The next cell in reading order, or null where the table ends: there Tab leaves it, as everywhere. */
  grid.beside = function (td, by) {
    const place = grid.places.get(td), cells = place.table.rows[place.row];
    if (cells[place.column + by]) return cells[place.column + by];
    const row = place.table.rows[place.row + by];
    return row ? row[by > 0 ? 0 : row.length - 1] : null;
  };

  /* Editing ------------------------------------------------------------ */
  grid.edit = function (td, text, typing) {
    if (grid.editor) grid.close(true);
    if (!grid.editable(td)) {
      grid.say(grid.lock(td) || "Dit cijfer kunt u niet wijzigen.");
      return;
    }
    const input = document.createElement("input");
    input.className = "grid-editor";
    input.autocomplete = "off";
    input.maxLength = 2000;
    input.setAttribute("aria-label", grid.name(td));
    const problem = grid.problems.get(td);
    input.value = text !== null ? text : problem ? problem.raw : grid.raw(td);
    if (problem) input.setAttribute("aria-invalid", "true");
    grid.editor = { td: td, input: input, typing: typing };
    td.classList.add("is-editing");
    // The field has the focus now: the cell under it is no stop of its own.
    td.tabIndex = -1;
    td.append(input);
    input.focus();
    if (!typing) input.select();
  };

  /* Leave the editor, keeping what was typed or not. */
  grid.close = function (keep) {
    const editor = grid.editor;
    if (!editor) return;
    grid.editor = null;
    const raw = editor.input.value, td = editor.td;
    td.classList.remove("is-editing");
    td.tabIndex = 0;
    editor.input.remove();
    const problem = grid.problems.get(td);
    if (!keep || (raw === grid.raw(td) && !problem)) return;
    if (problem && raw === problem.raw) return;
    if (raw.trim()) grid.save([{ td: td, raw: raw }]);
    else if (grid.version(td)) grid.empty([td]);
    else if (problem) grid.letGo(td);
  };

  function onEditorKey(event) {
    const td = grid.editor.td, place = grid.places.get(td);
    let next;
    if (event.isComposing) return;
    if (event.key === "Escape") next = td;
    else if (event.key === "Enter") next = grid.at(place.table, place.row + (event.shiftKey ? -1 : 1), place.column);
    else if (event.key === "Tab") next = grid.beside(td, event.shiftKey ? -1 : 1) || td;
    else if (grid.editor.typing && /^Arrow(Up|Down)$/.test(event.key)) next = step(event, td);
    else return;
    event.preventDefault();
    grid.close(event.key !== "Escape");
    if (!document.querySelector("dialog:modal")) grid.move(next);
  }

  function onCellKey(event, td) {
    const command = event.ctrlKey || event.metaKey;
    const next = step(event, td);
    if (next) grid.move(next, event.shiftKey);
    else if (event.key === "Tab" && !command) {
      const beside = grid.beside(td, event.shiftKey ? -1 : 1);
      if (!beside) return;
      grid.move(beside);
    } else if (event.key === "F4" || (event.key === "Enter" && event.altKey)) grid.panel.show(td);
    else if (event.key === "Enter" || event.key === "F2") grid.edit(td, null, false);
    else if (event.key === "Escape") {
      if (grid.anchor !== td) grid.move(td);
      else grid.toBar();
    } else if (event.key === "Delete" || event.key === "Backspace") grid.empty(grid.chosen().flat());
    else if (command && event.key.toLowerCase() === "a") {
      const rows = grid.places.get(td).table.rows;
      grid.move(rows[0][0]);
      grid.move(rows[rows.length - 1][rows[rows.length - 1].length - 1], true);
    } else if (command && event.key.toLowerCase() === "z") grid.undo(event.shiftKey);
    else if (command && event.key.toLowerCase() === "y") grid.undo(true);
    else if (event.key.length === 1 && !command && !event.altKey) grid.edit(td, event.key, true);
    else return;
    event.preventDefault();
  }

  root.addEventListener("keydown", function (event) {
    if (grid.editor && event.target === grid.editor.input) onEditorKey(event);
    else if (grid.places.has(event.target)) onCellKey(event, event.target);
  });

  root.addEventListener("focusin", function (event) {
    if (grid.places.has(event.target) && event.target !== grid.active) grid.move(event.target);
  });

  root.addEventListener("focusout", function (event) {
    if (grid.editor && event.target === grid.editor.input) grid.close(true);
  });

  // Where the button went down. The bar that appears may push another cell under a mouse that stands still: that is
  // no dragging.
  let pressed = null;
  root.addEventListener("mousedown", function (event) {
    const td = event.target.closest("td.grid-cell");
    if (!td || event.button !== 0 || event.target.closest("a, input")) return;
    event.preventDefault();
    // A second click on the same cell edits it, also where there is no double click.
    if (td === grid.active && !event.shiftKey && document.activeElement === td) grid.edit(td, null, false);
    else {
      grid.close(true);
      grid.move(td, event.shiftKey);
      pressed = [event.clientX, event.clientY];
    }
  });
  root.addEventListener("mouseover", function (event) {
    const td = event.target.closest("td.grid-cell");
    const moved = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 3;
    if (moved && td && td !== grid.active) grid.move(td, true);
  });
  document.addEventListener("mouseup", function () { pressed = null; });

  /* Start -------------------------------------------------------------- */
  function enhance(element) {
    element.setAttribute("role", "grid");
    element.setAttribute("aria-multiselectable", "true");
    const table = { element: element, rows: [] };
    element.querySelectorAll("tr[data-row]").forEach(function (tr, row) {
      table.rows.push(Array.from(tr.querySelectorAll("td.grid-cell")));
      table.rows[row].forEach(function (td, column) {
        grid.places.set(td, { table: table, row: row, column: column });
        td.tabIndex = -1;
        if (!grid.editable(td)) td.setAttribute("aria-readonly", "true");
        const link = td.querySelector("a.figure-cell__button, a.figure-cell__open");
        if (!link) return;
        // The cell takes the place of its link; what only made sense as a link goes.
        const span = document.createElement("span");
        span.id = link.id;
        span.className = "figure-cell__value " + link.className;
        link.querySelectorAll(".visually-hidden, [aria-hidden]").forEach(function (part) { part.remove(); });
        span.append(...link.childNodes);
        link.replaceWith(span);
        if (!grid.version(td)) fill(td, "", "number");
      });
    });
    if (table.rows.length && table.rows[0].length) table.rows[0][0].tabIndex = 0;
    grid.tables.push(table);
  }

  grid.problems = new Map();
  root.querySelectorAll("table[data-figures]").forEach(enhance);
  document.querySelectorAll("[data-grid-help]").forEach(function (part) { part.hidden = false; });

  document.addEventListener("DOMContentLoaded", function () {
    const target = window.location.hash.startsWith("#cel-") && document.getElementById(window.location.hash.slice(1));
    if (target) grid.move(target.closest("td"));
  });
})();
