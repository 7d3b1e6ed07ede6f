"""Which pictures readers may see."""

from twenterand.publications import querysets
from twenterand.publications.models import SubjectKind


def shown_to_readers(sha256: str) -> bool:
    """Whether an edition that readers see, newest or older version, shows this picture.

    Looks in the payloads as they are stored: a hash is found nowhere by chance.
    """
    editions = querysets.visible_to(None).filter(subject_kind=SubjectKind.EDITION)
    return editions.filter(payload__contains=f'"sha256":"{sha256}"').exists()
