/* Writing cells of the grid, and the bar under it: what is chosen, what went wrong and what to do about it. */
(function () {
  "use strict";

  const grid = window.PortalGrid;
  if (!grid) return;

  const PREVIEW_FROM = 20;
  const bar = grid.root.querySelector("[data-grid-bar]");
  const part = function (name) { return bar.querySelector("[data-bar-" + name + "]"); };
  const done = [], undone = [];
  // The version of our own last write to a cell: undoing never runs over what somebody else wrote after it.
  const written = new Map();
  let queue = Promise.resolve();

  /* The bar ------------------------------------------------------------ */
  function button(text, act, kind) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "nl-button nl-button--" + (kind || "secondary");
    element.textContent = text;
    element.addEventListener("click", act);
    return element;
  }

  function back(td) {
    return function () {
      grid.letGo(td);
      grid.move(td);
    };
  }

  function choices(td, problem) {
    const again = function (raw) {
      return button(raw === problem.raw ? "Mijn waarde opslaan" : "Opslaan als " + raw, function () {
        grid.save([{ td: td, raw: raw }], problem.options);
        grid.move(td);
      }, raw === problem.raw ? "primary" : "secondary");
    };
    if (problem.status === 409) return [again(problem.raw), button("Andere waarde houden", back(td))];
    const found = (problem.suggestions || []).map(again);
    if (problem.status === 428) {
      found.push(button("Reden en besluit opgeven", function () {
        grid.save([{ td: td, raw: problem.raw }], problem.options);
      }, "primary"));
    }
    if (problem.status === 422) found.push(button("Aanpassen", function () { grid.edit(td, null, false); }));
    found.push(button("Laten zoals het was", back(td), "subtle"));
    return found;
  }

  function describe(td) {
    bar.hidden = false;
    part("title").textContent = grid.label(td);
    part("heading").textContent = grid.heading(td);
    part("who").textContent = grid.lock(td) || (td.dataset.who ? "Gewijzigd door " + td.dataset.who + "." : "");
    const problem = grid.problems.get(td);
    td.classList.remove("figure-cell--news");
    part("problem").hidden = !problem;
    if (problem) explain(td, problem);
    // The bar grows and shrinks: what was chosen stays in view above it.
    document.documentElement.style.scrollPaddingBlockEnd = bar.offsetHeight + 24 + "px";
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function explain(td, problem) {
    part("sentence").textContent = problem.sentence;
    part("values").textContent = problem.status === 409 ? both(problem) : "";
    part("choices").replaceChildren(...choices(td, problem));
  }

  function both(problem) {
    const theirs = problem.now && problem.now.version ? "“" + problem.now.text + "”" : "niets (verwijderd)";
    const who = problem.who ? " (door " + problem.who + ", " + problem.when + ")" : "";
    return "Uw waarde: " + (problem.raw ? "“" + problem.raw + "”" : "leeg") + ". Nu ingevuld: " + theirs + who + ".";
  }

  grid.listeners.push(function (td) { if (td) describe(td); });

  grid.toBar = function () {
    const first = bar.querySelector("[data-bar-problem]:not([hidden]) button") ||
      bar.querySelector("a[href]:not([hidden]), button:not(:disabled)");
    if (first) first.focus();
  };

  bar.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && grid.active) grid.move(grid.active);
  });

  grid.notice = function (text, buttons, summary) {
    bar.hidden = false;
    part("notice").toggleAttribute("data-summary", Boolean(summary));
    part("notice").hidden = !text;
    part("notice-text").textContent = text;
    part("notice-choices").replaceChildren(...(buttons || []));
    if (text) grid.say(text);
  };
  grid.button = button;

  /* Problems ----------------------------------------------------------- */
  const LOOKS = { 0: "figure-cell--unsaved", 409: "figure-cell--conflict" };

  function refuse(td, problem) {
    if (problem.now) grid.show(td, problem.now);
    grid.problems.set(td, problem);
    grid.showTyped(td, problem.raw);
    td.classList.add(LOOKS[problem.status] || "figure-cell--invalid");
    td.setAttribute("aria-invalid", "true");
  }

  function settle(td) {
    grid.problems.delete(td);
    td.classList.remove("figure-cell--conflict", "figure-cell--invalid", "figure-cell--unsaved", "figure-cell--news");
    td.removeAttribute("aria-invalid");
    delete td.dataset.who;
  }

  /* Give up what was typed: show again what stands there. */
  grid.letGo = function (td) {
    const problem = grid.problems.get(td);
    settle(td);
    if (problem && problem.now) grid.show(td, problem.now);
    else if (problem) problem.back();
    grid.forget([td]);
    grid.refresh();
  };

  /* Writing ------------------------------------------------------------ */
  grid.send = async function (body) {
    const answer = await window.fetch(grid.root.dataset.saveUrl, {
      method: "POST",
      redirect: "manual",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": grid.root.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify(body),
    });
    const type = answer.headers.get("Content-Type") || "";
    if (answer.type === "opaqueredirect" || (answer.status === 403 && !type.includes("json"))) throw new Error("session");
    if (!type.includes("json")) throw new Error("status " + answer.status);
    return answer.json();
  };

  function cellsOf(changes) {
    return changes.map(function (change) {
      const seen = change.version === undefined ? grid.version(change.td) : change.version;
      return { row: grid.rowOf(change.td), column: Number(change.td.dataset.column), raw: change.raw, version: seen };
    });
  }

  /* Write these cells in one call: `changes` is [{td, raw, version?}]. Calls wait for each other, so that a second
     write to a cell knows the version of the first. Resolves to the answers, or null where nothing was written. */
  grid.save = function (changes, options) {
    const backs = changes.map(function (change) {
      const problem = grid.problems.get(change.td), back = problem ? problem.back : grid.shown(change.td);
      grid.showTyped(change.td, change.raw);
      change.td.setAttribute("aria-busy", "true");
      return back;
    });
    const todo = queue.then(function () { return write(changes, options || {}, backs); });
    queue = todo.catch(function () {});
    return todo;
  };

  async function write(changes, options, backs) {
    const body = {
      cells: cellsOf(changes), reason: options.reason || "", decision: options.decision || "",
      restoring: Boolean(options.restoring),
    };
    const before = changes.map(function (change) { return grid.raw(change.td); });
    grid.remember(body);
    let answer;
    try {
      if (changes.length > PREVIEW_FROM && !options.agreed) {
        const preview = await grid.send({ ...body, dry_run: true });
        if (!preview.sentence && !(await grid.preview(preview.cells))) return abandon(changes, backs);
      }
      answer = await grid.send(body);
      if (!answer.sentence) answer.cells = await decided(body, answer.cells);
    } catch (error) {
      return fail(error, changes, options, backs);
    } finally {
      changes.forEach(function (change) { change.td.removeAttribute("aria-busy"); });
    }
    if (answer.sentence) return abandon(changes, backs, answer.sentence);
    receive(answer.cells, changes, before, options, backs);
    return answer.cells;
  }

  /* What needs a decision is sent again with the decision that was given; the block stays one step to undo. */
  async function decided(body, answers) {
    const waiting = answers.flatMap(function (answer, index) { return answer.status === 428 ? [index] : []; });
    if (!waiting.length) return answers;
    const given = await grid.decide(waiting.map(function (index) { return answers[index]; }), body.reason);
    if (!given) return answers.map(function (answer) { return { ...answer, cancelled: answer.status === 428 }; });
    const cells = waiting.map(function (index) { return body.cells[index]; });
    let again;
    try {
      again = await grid.send({ ...body, ...given, cells: cells });
    } catch (error) {
      // The others are saved; these stay as they were typed, with a button to try again.
      if (error.message === "session") grid.sessionOver();
      return answers;
    }
    if (again.sentence) {
      return answers.map(function (answer) {
        return answer.status === 428 ? { ...answer, sentence: again.sentence } : answer;
      });
    }
    const fresh = answers.slice();
    waiting.forEach(function (index, place) { fresh[index] = again.cells[place]; });
    return fresh;
  }

  function abandon(changes, backs, sentence) {
    backs.forEach(function (back) { back(); });
    grid.forget(changes.map(function (change) { return change.td; }));
    grid.notice(sentence || "");
    if (!sentence) grid.say("Er is niets gewijzigd.");
    return null;
  }

  function receive(answers, changes, before, options, backs) {
    const entry = [], refused = [], warned = [];
    answers.forEach(function (answer, index) {
      const change = changes[index], td = change.td;
      settle(td);
      if (answer.cancelled) {
        grid.show(td, answer.now);
        return;
      }
      if (answer.status !== 200) {
        const again = { reason: options.reason, restoring: options.restoring, agreed: true };
        refuse(td, { ...answer, raw: change.raw, options: again, back: backs[index] });
        refused.push({ td: td, answer: answer });
        return;
      }
      grid.show(td, answer.now);
      if (!answer.changed) return;
      td.classList.add("figure-cell--changed");
      written.set(td, answer.now.version);
      if (answer.warning) warned.push(answer.warning);
      entry.push({ td: td, before: before[index], after: change.raw });
    });
    grid.forget(changes.filter(function (change, index) {
      return answers[index].status !== 428 || answers[index].cancelled;
    }).map(function (change) { return change.td; }));
    if (entry.length) (options.stack || done).push(entry);
    if (entry.length && !options.stack) undone.length = 0;
    buttons();
    report(entry.length, refused, warned, options);
    // What is computed from these cells is another now.
    if (entry.length && grid.root.querySelector("[data-computed]")) grid.look();
  }

  function report(count, refused, warned, options) {
    const verb = options.verb || "opgeslagen", also = options.also || "";
    const saved = count ? grid.count(count, "cijfer", "cijfers") + " " + verb + "." : "";
    if (!refused.length && !warned.length && !also) {
      grid.notice("");
      grid.say(saved || "Er is niets gewijzigd.");
    } else if (refused.length === 1 && !count && !also) {
      const first = refused[0];
      if (!grid.editor && grid.root.contains(document.activeElement)) grid.move(first.td);
      grid.say("Niet " + verb + ": " + grid.name(first.td) + ". " + first.answer.sentence + " Druk op Escape voor de keuzes.");
    } else {
      const acts = [];
      if (refused.length) acts.push(button("Ga naar het eerste", function () { grid.move(refused[0].td); }));
      if (warned.length) acts.push(button("Ongedaan maken", function () { grid.undo(false); }));
      grid.notice([saved || (refused.length ? "" : "Er is niets gewijzigd."), ...refusals(refused, verb), ...warnings(warned), also].filter(Boolean).join(" "),
        acts, !warned.length && !also);
    }
    grid.refresh();
  }

  /* How many were refused, and why where one reason holds for all. */
  function refusals(refused, verb) {
    if (!refused.length) return [];
    const why = Array.from(new Set(refused.map(function (one) { return one.answer.sentence; })));
    const count = grid.count(refused.length, "cijfer is", "cijfers zijn") + " niet " + verb + ".";
    return why.length === 1 && refused.length > 1 ? [count, why[0]] : [count];
  }

  /* What is saved but looks like a mistake. */
  function warnings(warned) {
    if (!warned.length) return [];
    const more = warned.length - 1;
    return ["Let op: " + warned[0] + (more ? " En nog " + grid.count(more, "cel", "cellen") + " om na te kijken." : "")];
  }

  /* No connection, or no session: what was typed stays in this tab and is offered again. */
  function fail(error, changes, options, backs) {
    changes.forEach(function (change, index) {
      const sentence = "Uw waarde is bewaard, maar nog niet opgeslagen.";
      settle(change.td);
      refuse(change.td, { status: 0, sentence: sentence, raw: change.raw, options: options, back: backs[index] });
    });
    if (error.message === "session") grid.sessionOver();
    else {
      grid.notice("Er is geen verbinding, of het lukte niet. Uw invoer is bewaard maar nog niet opgeslagen.", [
        button("Opnieuw proberen", function () { grid.notice(""); grid.save(changes, options); }, "primary"),
      ]);
    }
    grid.refresh();
    return null;
  }

  /* Undo and redo ------------------------------------------------------ */
  grid.undo = async function (again) {
    const from = again ? undone : done;
    await queue;
    const entry = from.pop();
    buttons();
    if (!entry) {
      grid.say(again ? "Er is niets om opnieuw te doen." : "Er is niets om ongedaan te maken.");
      return;
    }
    const changes = entry.map(function (cell) {
      return { td: cell.td, raw: again ? cell.after : cell.before, version: written.get(cell.td), cell: cell };
    });
    const verb = again ? "opnieuw gedaan" : "teruggezet";
    const stack = [];
    await grid.save(changes, {
      reason: again ? "Opnieuw gedaan" : "Ongedaan gemaakt", restoring: true, agreed: true, verb: verb, stack: stack,
    });
    // What was refused is no longer ours to undo; the rest may go back and forth.
    const moved = new Set((stack[0] || []).map(function (cell) { return cell.td; }));
    const kept = entry.filter(function (cell) { return moved.has(cell.td); });
    if (kept.length) (again ? done : undone).push(kept);
    buttons();
    if (entry[0]) grid.move(entry[0].td);
  };

  function buttons() {
    part("undo").disabled = !done.length;
    part("redo").disabled = !undone.length;
  }

  part("undo").addEventListener("click", function () { grid.undo(false); });
  part("redo").addEventListener("click", function () { grid.undo(true); });
})();
