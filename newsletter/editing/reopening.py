"""A change in an article takes back what was agreed: of the article, and of the edition that shows it."""

from newsletter.models import Article, ArticleState, EditionState
from twenterand.accounts.records import keep, locked

AGREED = (ArticleState.AGREED, ArticleState.CLEARED)
CLOSED = (EditionState.REVIEW, EditionState.AGREED)


def will_reopen(article: Article) -> str:
    """What changing this article takes back, as a sentence for its page; empty when nothing."""
    agreed = article.state in AGREED
    if article.edition.state in CLOSED and not article.held:
        state = article.edition.get_state_display()
        both = ", en moet er op dit artikel opnieuw akkoord komen" if agreed else ""
        return (
            f"Deze editie is {state}. Als u hier iets wijzigt, gaat de editie terug naar de redactie{both}."
        )
    if agreed:
        return "Dit artikel is akkoord. Als u iets wijzigt, moet er opnieuw akkoord op komen."
    return ""


def touched(article: Article, *, by) -> None:
    """Call before keeping a changed article, inside its transaction; it sets the state of the article."""
    if article.state in AGREED:
        article.state, article.agreed_by, article.cleared_by = ArticleState.EDITED, "", ""
    edition = locked(article.edition, seen_version=None)
    if edition.state in CLOSED and not article.held:
        edition.state, edition.agreed_by, edition.agreed_at = EditionState.EDITING, "", None
        keep(edition, by=by, reason=f"Gewijzigd: artikel “{article.title}”")
