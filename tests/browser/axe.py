"""Accessibility: run axe-core in the page and fail with something a person can act on."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
# WCAG 2.2 AA is the law's level; "best-practice" is advice and would make the suite argue about taste.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN = """
async (tags) => {
    const result = await axe.run(document, {
        runOnly: {type: "tag", values: tags},
        resultTypes: ["violations"],
    });
    return result.violations;
}
"""


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[dict]:
    """What axe objects to. It is evaluated, not added as a script, so that the CSP stays in force."""
    page.evaluate(_source())
    return page.evaluate(RUN, list(TAGS))


def assert_accessible(page: Page) -> None:
    """Fail with every violation: rule, impact, element, what axe measured and where to read more."""
    found = violations(page)
    assert not found, describe(found, page.url)


def describe(found: list[dict], url: str) -> str:
    """The violations as readable lines."""
    lines = [f"axe: {len(found)} rule(s) broken on {url}"]
    for violation in found:
        lines.append(
            f"\n[{violation['impact']}] {violation['id']}: {violation['help']}\n  {violation['helpUrl']}"
        )
        for node in violation["nodes"]:
            where = " > ".join(str(step) for step in node["target"])
            lines.append(f"  - {where}\n    {node['html'][:200]}")
            lines += [f"    {line.strip()}" for line in (node.get("failureSummary") or "").splitlines()[1:]]
    return "\n".join(lines)
