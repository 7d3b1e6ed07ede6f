"""Parts of addresses of publications; importing this module registers them."""

import re

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

from twenterand.publications.models import Artifact


class FileKind(StringConverter):
    """What the address of a file ends in."""

    regex = "|".join(re.escape(kind) for kind in Artifact.Kind.values)


class VersionNumber(IntConverter):
    """The number of a publication, written in one way: v1 and not v01, so that a page has one address."""

    regex = "[1-9][0-9]{0,8}"


register_converter(FileKind, "filekind")
register_converter(VersionNumber, "version")
