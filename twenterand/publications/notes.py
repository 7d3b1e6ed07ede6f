"""Footnotes of tables on a page: marks with addresses of their own, so that links go both ways."""

from typing import Any

Row = dict[str, Any]


class Notes:
    """Footnotes of one list. Every call of `marks` is a place on the page; `listed` leads back to those, so it is
    asked last. `prefix` tells the list from others on the page."""

    def __init__(self, notes: list[Row], *, prefix: str):
        self._notes = {note["position"]: note for note in notes}
        self._prefix = prefix
        self._places: dict[int, list[str]] = {position: [] for position in self._notes}

    def marks(self, positions: list[int]) -> list[Row]:
        """The variables of components/note_marks.html."""
        return [self._mark(position) for position in positions]

    def _mark(self, position: int) -> Row:
        places = self._places[position]
        places.append(f"bij-{self._prefix}-{position}-{len(places) + 1}")
        return {"mark": self._notes[position]["mark"], "id": self._id(position), "place": places[-1]}

    def listed(self, *, provisional: bool = False) -> list[Row]:
        """The variables of components/footnotes.html; a note that no cell calls says so. With `provisional` the
        sign of provisional figures is explained too."""
        rows = [
            {
                "id": self._id(position),
                "mark": note["mark"],
                "text": note["text"],
                "places": self._places[position],
                "loose": not self._places[position],
            }
            for position, note in self._notes.items()
        ]
        return rows + ([self._provisional()] if provisional else [])

    def _provisional(self) -> Row:
        place = f"noot-{self._prefix}-v"
        return {"id": place, "mark": "v", "text": "Voorlopig cijfer.", "places": [], "loose": False}

    def _id(self, position: int) -> str:
        return f"noot-{self._prefix}-{position}"
