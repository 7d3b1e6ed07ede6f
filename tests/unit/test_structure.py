"""The shape of the code (design, section 2): who may import whom, and what stays small."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = {
    "twenterand.accounts": 0,
    "twenterand.jobs": 0,
    "twenterand.media": 0,
    "policy": 1,
    "indicators": 2,
    "proposals": 2,
    "twenterand.publications": 3,
    "newsletter": 4,
}
BOTTOM = {"twenterand.accounts", "twenterand.jobs", "twenterand.media"}
# Modules of the project package that tie everything together; all others beside the apps know no app and no ORM.
PROJECT_WIDE = {"twenterand/settings.py", "twenterand/urls.py", "twenterand/wsgi.py", "twenterand/apps.py"}
# Larger than the style asks for, with the reason.
LONG_MODULES: dict[str, str] = {
    "policy/models.py": "eleven small tables that are read together",
}
LONG_FUNCTIONS: dict[str, str] = {}
MODULE_LINES, FUNCTION_LINES = 300, 40


def sources() -> list[Path]:
    folders = ["twenterand", "policy", "indicators", "proposals", "newsletter"]
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and "static" not in path.parts
    ]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def app_of(module: str) -> str | None:
    return next((app for app in APPS if module == app or module.startswith(f"{app}.")), None)


def imported(path: Path) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from twenterand import jobs` imports twenterand.jobs.
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


def may_import(app: str, other: str) -> bool:
    if app == other:
        return True
    if app in BOTTOM and other in BOTTOM:
        return other == "twenterand.accounts"
    return APPS[other] < APPS[app]


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_imports_point_downwards(path):
    app = app_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    used = {other for module in imported(path) if (other := app_of(module))}
    if app:
        wrong = {other for other in used if not may_import(app, other)}
        assert not wrong, f"{name_of(path)} imports {sorted(wrong)}: see design, section 2"
    elif "management" not in path.parts and name_of(path) not in PROJECT_WIDE:
        assert not used, f"{name_of(path)} belongs to no app and imports {sorted(used)}"


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_flat_modules_know_no_orm(path):
    if path.parent != ROOT / "twenterand" or name_of(path) in PROJECT_WIDE:
        return
    used = {module for module in imported(path) if module.startswith("django.db")}
    assert not used, f"{name_of(path)} imports {sorted(used)}"


def test_modules_stay_small():
    long = {
        name_of(path): count
        for path in sources()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    assert set(long) == set(LONG_MODULES), long


def test_functions_stay_small():
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = node.end_lineno - node.lineno + 1
                if size > FUNCTION_LINES:
                    long[f"{name_of(path)}:{node.name}"] = size
    assert set(long) == set(LONG_FUNCTIONS), long


def test_templates_never_switch_escaping_off():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for switch in ("|safe", "autoescape off", "safeseq"):
            assert switch not in text, (
                f"{name_of(path)} uses {switch}: rich text goes through the filter `rich`"
            )


def test_templates_have_no_inline_style_or_script():
    for path in (ROOT / "templates").rglob("*.html"):
        if "mail" in path.parts:
            continue  # a mail has no policy of ours, and mail programs read no stylesheet
        text = path.read_text(encoding="utf-8")
        for forbidden in (" style=", "<style", " onclick=", " onchange=", "hx-on", "js:"):
            assert forbidden not in text, (
                f"{name_of(path)} has {forbidden}: the Content-Security-Policy refuses it"
            )
