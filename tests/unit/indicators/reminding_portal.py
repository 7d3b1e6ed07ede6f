"""A portal of its own in a process of its own, for test_killed_reminders.py: `reminding_portal.py prepare|send`."""

import os
import sys
from datetime import date

import django
from django.core.management import call_command

FUNCTIONS = 4


def main(command: str) -> None:
    django.setup()
    if command == "send":
        call_command("send_reminders")
        return
    call_command("migrate", interactive=False, verbosity=0)

    from tests import factories

    document = factories.document(figures_due=date(2025, 1, 1))
    table = factories.indicator_table(factories.chapter(document=document))
    factories.column(table, "2024")
    group = factories.indicator_group(table)
    for number in range(FUNCTIONS):
        holder = factories.function(f"houder {number}", mailbox=f"f{number}@voorbeeld.nl")
        factories.table_row(group, indicator=factories.indicator(holder=holder))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "twenterand.settings"
    main(*sys.argv[1:])
