"""Forms of the newsletter. They read and check what was typed; rules that need the database stand in editing."""

from newsletter.forms.articles import ArticleForm, ReasonStepForm, StepForm, TitleForm
from newsletter.forms.blocks import FORMS as TEXT_FORMS
from newsletter.forms.editions import EditionForm, NewEditionForm
from newsletter.forms.pictures import MastheadForm, PictureForm
from newsletter.forms.publishing import PublishForm
from newsletter.models import BlockKind

BLOCK_FORMS = TEXT_FORMS | {BlockKind.PICTURE: PictureForm}

__all__ = [
    "BLOCK_FORMS",
    "ArticleForm",
    "EditionForm",
    "MastheadForm",
    "NewEditionForm",
    "PictureForm",
    "PublishForm",
    "ReasonStepForm",
    "StepForm",
    "TitleForm",
]
