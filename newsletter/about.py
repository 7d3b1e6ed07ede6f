"""What is told about a picture where it is used: its alternative, who holds the rights, consent of people in it.

It belongs to the use (Block.content["about"], Edition.masthead_about), not to the picture: another article may show
the same picture and tell something else. Without it holds what was told when the picture came in.
"""

from datetime import date
from typing import Any

from twenterand import richtext
from twenterand.media.models import Picture
from twenterand.workflow import Refused

LINES = {"alt": 500, "credit": 200, "rights": 200, "consent": 200}
FLAGS = ("decorative", "shows_people")
FIELDS = (*LINES, *FLAGS, "consent_until")
About = dict[str, Any]


def of(picture: Picture | None, told: About | None) -> About:
    """What holds for this use, with `consent_until` as a date; empty without a picture."""
    if picture is None:
        return {}
    if not told:
        return {name: getattr(picture, name) for name in FIELDS}
    until = told.get("consent_until")
    return {name: told.get(name) for name in FIELDS} | {
        "consent_until": date.fromisoformat(until) if until else None
    }


def clean(told: About) -> About:
    """As JSON keeps it. Raises Refused without an alternative, unless the picture only decorates."""
    cleaned: About = {name: richtext.one_line(str(told.get(name) or "")) for name in LINES}
    cleaned |= {name: bool(told.get(name)) for name in FLAGS}
    until = told.get("consent_until")
    cleaned["consent_until"] = until.isoformat() if isinstance(until, date) else until or None
    for name, longest in LINES.items():
        if len(cleaned[name]) > longest:
            raise Refused(f"“{cleaned[name][:60]}…” is te lang: ten hoogste {longest} tekens.")
    if not cleaned["alt"] and not cleaned["decorative"]:
        raise Refused("Geef bij deze afbeelding een tekstalternatief: wat ziet iemand op deze afbeelding?")
    return cleaned
