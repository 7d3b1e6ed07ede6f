/* How rows stand to their targets: asked again when a figure in them changed, whoever changed it. */
(function () {
  "use strict";
  const root = document.querySelector("[data-grid]");
  if (!root || !root.dataset.standingsUrl) return;
  const WAIT = 600;
  const changed = new Set();
  let timer = 0;

  function show(found) {
    const head = root.querySelector('tr[data-row="' + found.row + '"] > th');
    // Whoever stands on the link keeps it; it leads to the same page.
    if (!head || head.contains(document.activeElement)) return;
    const former = head.querySelector(".standing-line");
    if (former) former.remove();
    head.insertAdjacentHTML("beforeend", found.html);
  }

  async function ask() {
    const rows = Array.from(changed);
    changed.clear();
    try {
      const query = new URLSearchParams({ rijen: rows.join(",") });
      const answer = await window.fetch(root.dataset.standingsUrl + "?" + query, { redirect: "manual" });
      if (answer.ok) (await answer.json()).rows.forEach(show);
    } catch { /* No connection: the page shows it when it is loaded again. */ }
  }

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      const row = change.target.closest("tr[data-row]");
      if (row) changed.add(row.dataset.row);
    });
    if (!changed.size) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, WAIT);
  }).observe(root, { attributes: true, attributeFilter: ["data-version"], subtree: true });
})();
