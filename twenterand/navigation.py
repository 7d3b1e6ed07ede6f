"""What the menus hold. The addresses are fixed: they stand in letters and reports."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One entry of a menu; `current` when the page shown is this one or lies below it."""

    label: str
    href: str
    current: bool = False


MENUS: dict[str, tuple[tuple[str, str], ...]] = {
    "public": (
        ("Home", "/"),
        ("Publicaties", "/publicaties/"),
        ("Indicatoren", "/indicatoren/"),
        ("Voorstellen", "/voorstellen/"),
        ("Nieuwsbrieven", "/nieuwsbrieven/"),
        ("Open data", "/data/"),
    ),
    "footer": (
        ("Toegankelijkheid", "/toegankelijkheid/"),
        ("Open data", "/data/"),
        ("Inloggen voor medewerkers", "/werk/"),
    ),
    # Who may only read what is under embargo (griffie) has no other pages in the work environment.
    "clerk": (("Mijn werk", "/werk/"),),
    "work": (
        ("Mijn werk", "/werk/"),
        ("Doelenbomen", "/werk/doelenbomen/"),
        ("Cijfers", "/werk/cijfers/"),
        ("Indicatoren", "/werk/indicatoren/"),
        ("Teksten", "/werk/documenten/"),
        ("Voorstellen", "/werk/voorstellen/"),
        ("Beoordelen", "/werk/beoordelen/"),
        ("Publiceren", "/werk/publiceren/"),
        ("Nieuwsbrieven", "/werk/nieuwsbrieven/"),
    ),
}
# Pages that belong under an entry without lying below its address.
ELSEWHERE = {
    "/werk/teksten/": "/werk/documenten/",
    "/werk/documentgegevens/": "/werk/documenten/",
    "/werk/besluitroute/": "/werk/documenten/",
    "/werk/hoofdstukken/": "/werk/documenten/",
    "/werk/doelen/": "/werk/doelenbomen/",
    "/werk/taken/": "/werk/publiceren/",
}


def items(menu: str, path: str) -> list[Item]:
    """The entries of a menu; of several that match `path` the longest is the current one."""
    entries = MENUS[menu]
    path = next((home for prefix, home in ELSEWHERE.items() if path.startswith(prefix)), path)
    matches = [href for _, href in entries if path == href or (href != "/" and path.startswith(href))]
    current = max(matches, key=len, default=None)
    return [Item(label, href, href == current) for label, href in entries]
