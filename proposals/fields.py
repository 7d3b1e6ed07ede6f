"""Form fields that read amounts and numbers the Dutch way; what cannot be read comes back as it was typed."""

from decimal import Decimal

from django import forms

from twenterand.numbers import State, Unreadable, format_number, parse_amount, parse_cell
from twenterand.unreadable import quoted

MAX_FTE = Decimal("9999.99")


class NumberField(forms.CharField):
    """A number in Dutch notation; None when empty. `read` raises Unreadable."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return self.printed(value) if isinstance(value, Decimal) else value

    def clean(self, value) -> Decimal | None:
        # Not in to_python: Django's validators after that want text.
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from error

    def printed(self, number: Decimal) -> str:
        """The number as it reads back."""
        return format_number(number)

    def read(self, text: str) -> Decimal:
        """The number that a non-empty text stands for."""
        raise NotImplementedError


class AmountField(NumberField):
    """Euros, never negative."""

    def printed(self, number: Decimal) -> str:
        return format_number(number, 0 if number == int(number) else 2)

    def read(self, text: str) -> Decimal:
        return parse_amount(text)


class FteField(NumberField):
    """Full-time equivalents with at most two decimals; "0,33" and "0.33" are one number."""

    def read(self, text: str) -> Decimal:
        value = parse_cell(text, decimals=2)
        if value.state != State.NUMBER:
            raise Unreadable(f"{quoted(text)} is geen getal. Vul de formatie in fte in, bijvoorbeeld 0,33.")
        if value.number < 0:
            raise Unreadable(f"{quoted(text)} is negatief. Vul 0 of meer in, of laat het veld leeg.")
        if value.number > MAX_FTE:
            raise Unreadable(f"{quoted(text)} is te groot: fte gaat tot {format_number(MAX_FTE)}.")
        if value.number != round(value.number, 2):
            raise Unreadable(f"{quoted(text)} heeft te veel decimalen. Rond af op twee, bijvoorbeeld 0,33.")
        return value.number
