/* Ranges of the grid: copying to and pasting from a spreadsheet, emptying, and the list of changes beforehand. */
(function () {
  "use strict";

  const grid = window.PortalGrid;
  if (!grid) return;

  /* The clipboard: lines of cells with tabs between them; a cell with a tab, line end or quote in it is quoted. */
  function toText(rows) {
    return rows.map(function (cells) {
      return cells.map(function (td) {
        const text = grid.text(td);
        return /[\t\n"]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
      }).join("\t");
    }).join("\n");
  }

  function toRows(text) {
    const rows = [[]];
    const cell = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/gy;
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let found = cell.exec(clean); found; found = cell.exec(clean)) {
      rows[rows.length - 1].push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
      if (found[3] === "\n") rows.push([]);
      if (!found[3]) break;
    }
    return rows;
  }

  /* One value fills everything that is chosen; a block starts at the first cell that is chosen. */
  function targets(rows) {
    const chosen = grid.chosen();
    if (rows.length === 1 && rows[0].length === 1) {
      return chosen.flat().map(function (td) { return [td, rows[0][0]]; });
    }
    const start = grid.places.get(chosen[0][0]);
    return rows.flatMap(function (cells, down) {
      return cells.map(function (raw, right) {
        const line = start.table.rows[start.row + down];
        return [line && line[start.column + right], raw];
      });
    });
  }

  function skipped(pairs) {
    const left = [];
    const outside = pairs.filter(function (pair) { return !pair[0]; }).length;
    const closed = pairs.filter(function (pair) {
      return pair[0] && !grid.editable(pair[0]) && grid.text(pair[0]) !== pair[1].trim();
    }).map(function (pair) { return pair[0]; });
    const locked = closed.map(grid.lock).filter(Boolean);
    if (outside) left.push(grid.count(outside, "waarde valt", "waarden vallen") + " buiten de tabel.");
    if (closed.length) left.push(grid.count(closed.length, "cel mag", "cellen mag") + " u niet wijzigen.");
    return left.concat(Array.from(new Set(locked)));
  }

  async function paste(text) {
    const all = targets(toRows(text));
    // An empty cell of the block never takes away what stands there.
    const pairs = all.filter(function (pair) { return pair[1].trim(); });
    const empty = all.filter(function (pair) {
      return !pair[1].trim() && pair[0] && grid.editable(pair[0]) && grid.version(pair[0]);
    }).length;
    const changes = pairs.filter(function (pair) {
      return pair[0] && grid.editable(pair[0]) && (pair[1] !== grid.raw(pair[0]) || grid.problems.has(pair[0]));
    }).map(function (pair) { return { td: pair[0], raw: pair[1] }; });
    const left = skipped(pairs);
    if (empty) left.push(grid.count(empty, "lege cel is", "lege cellen zijn") + " overgeslagen; weghalen doet u met Delete.");
    if (!changes.length) {
      grid.notice(left.length ? "Er is niets gewijzigd. " + left.join(" ") : "");
      if (!left.length) grid.say("Er is niets gewijzigd.");
      return;
    }
    await grid.save(changes, { also: left.join(" ") });
  }

  /* A block pasted into the field of one cell is still a block: it starts at that cell. */
  function inEditor(event) {
    const editor = grid.editor, text = event.clipboardData.getData("text/plain");
    if (!/[\t\n\r\v\f\u0085\u2028\u2029]/.test(text.replace(/\s+$/, ""))) return;
    event.preventDefault();
    grid.close(false);
    grid.move(editor.td);
    paste(text);
  }

  document.addEventListener("copy", function (event) {
    if (!grid.places.has(document.activeElement)) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", toText(grid.chosen()));
    grid.say(grid.count(grid.chosen().flat().length, "cel gekopieerd", "cellen gekopieerd"));
  });

  document.addEventListener("paste", function (event) {
    if (grid.editor && document.activeElement === grid.editor.input) {
      inEditor(event);
      return;
    }
    if (!grid.places.has(document.activeElement)) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    if (text) paste(text);
  });

  /* Dialogs ------------------------------------------------------------ */
  function ask(dialog) {
    return new Promise(function (resolve) {
      dialog.returnValue = "";
      dialog.addEventListener("close", function () {
        if (grid.active) grid.move(grid.active, true);
        resolve(dialog.returnValue === "ja");
      }, { once: true });
      dialog.showModal();
    });
  }

  const removal = grid.root.querySelector("[data-removal-dialog]");
  const reason = removal.querySelector("input[name=reason]");

  /* Take figures out; the server wants a reason for it. */
  grid.empty = async function (cells) {
    const filled = cells.filter(function (td) { return grid.version(td) && grid.editable(td); });
    if (!filled.length) {
      grid.say("Hier staat geen cijfer dat u kunt weghalen.");
      return;
    }
    const several = filled.length > 1;
    removal.querySelector("[data-removal-title]").textContent = several ? grid.count(filled.length, "cijfer", "cijfers") + " weghalen" : "Cijfer weghalen";
    removal.querySelector("[data-removal-become]").textContent = several ? "De cellen worden leeg." : "De cel wordt leeg.";
    removal.querySelector("[data-removal-text]").textContent = several
      ? "Het eerste: " + grid.name(filled[0]) + "."
      : grid.name(filled[0]) + ": " + grid.raw(filled[0]);
    reason.value = "";
    if (await ask(removal)) {
      grid.save(filled.map(function (td) { return { td: td, raw: "" }; }), { reason: reason.value, agreed: true });
    }
  };

  const decision = grid.root.querySelector("[data-decision-dialog]");

  /* Settled targets only change by a decision: ask for it once, for all of these answers. Resolves to what was given,
     or null. */
  grid.decide = async function (answers, why) {
    const first = answers[0], more = answers.length - 1;
    const name = "“" + first.label + ", " + first.heading + "”";
    decision.querySelector("[data-decision-title]").textContent = more ? "Vastgestelde doelen wijzigen" : "Vastgesteld doel wijzigen";
    decision.querySelector("[data-decision-text]").textContent = (more
      ? name + " en " + grid.count(more, "ander doel zijn", "andere doelen zijn")
      : name + " is") + " al vastgesteld. Dat verandert alleen door een besluit. De eerdere waarde blijft te zien.";
    const fields = Array.from(decision.querySelectorAll("input"));
    fields.forEach(function (field) { field.value = field.name === "reason" ? why : ""; });
    if (!(await ask(decision))) return null;
    return Object.fromEntries(fields.map(function (field) { return [field.name, field.value]; }));
  };

  const preview = grid.root.querySelector("[data-preview-dialog]");

  function line(answer) {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = answer.label ? answer.label + ", " + answer.heading : "Onbekende cel";
    const decides = answer.status === 428;
    const after = answer.status === 200 ? answer.raw + (answer.warning ? " (let op: " + answer.warning + ")" : "")
      : decides ? (answer.raw || "leeg") + " (vraagt een besluit)" : "Niet: " + answer.sentence;
    row.toggleAttribute("data-warning", Boolean(answer.warning) && answer.status === 200);
    row.append(head, ...[answer.before || "leeg", after].map(function (text) {
      const cell = document.createElement("td");
      cell.textContent = text;
      return cell;
    }));
    return row;
  }

  /* Show what a large paste would do; resolves to whether it is to be done. */
  grid.preview = function (answers) {
    const telling = answers.filter(function (answer) { return answer.changed || answer.status !== 200; });
    const changed = telling.filter(function (answer) { return answer.changed || answer.status === 428; }).length;
    preview.querySelector("[data-preview-title]").textContent = grid.count(changed, "cijfer wijzigt", "cijfers wijzigen");
    const refused = telling.length - changed;
    preview.querySelector("[data-preview-text]").textContent = refused
      ? grid.count(refused, "waarde is", "waarden zijn") + " niet goed. Die blijven rood gemarkeerd staan; de rest wordt opgeslagen."
      : "Kijk of dit klopt. U kunt het daarna in één keer ongedaan maken.";
    preview.querySelector("tbody").replaceChildren(...telling.map(line));
    return ask(preview);
  };
})();
