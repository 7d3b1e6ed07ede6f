"""Newsletter editions: articles made of ordered blocks, who contributes to them and who gets them."""

from newsletter.models.collecting import Draft, DraftLink, Invitation, ShortLink
from newsletter.models.editions import (
    Article,
    ArticleKind,
    ArticleState,
    Block,
    BlockKind,
    ColourTheme,
    Edition,
    EditionState,
    Medium,
    Season,
)
from newsletter.models.mailing import (
    Downloads,
    Letter,
    Mailing,
    ServiceAddress,
    ServiceList,
    Subscriber,
)

__all__ = [
    "Article",
    "ArticleKind",
    "ArticleState",
    "Block",
    "BlockKind",
    "ColourTheme",
    "Downloads",
    "Draft",
    "DraftLink",
    "Edition",
    "EditionState",
    "Invitation",
    "Letter",
    "Mailing",
    "Medium",
    "Season",
    "ServiceAddress",
    "ServiceList",
    "ShortLink",
    "Subscriber",
]
