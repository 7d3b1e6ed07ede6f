"""Who holds a function is not work of that function."""

from twenterand.accounts import ownership
from twenterand.accounts.models import User


def register() -> None:
    """People hold functions; handing over their functions is another act."""
    ownership.stays(User, "functions", because="people hold functions; see handing_over.hand_functions")
