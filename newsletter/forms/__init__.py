"""Forms of the newsletter. They read and check what was typed; rules that need the database stand in editing."""

from newsletter.forms.articles import ArticleForm, ReasonStepForm, StepForm, TitleForm
from newsletter.forms.blocks import FORMS as BLOCK_FORMS
from newsletter.forms.editions import EditionForm, NewEditionForm
from newsletter.forms.publishing import PublishForm

__all__ = [
    "BLOCK_FORMS",
    "ArticleForm",
    "EditionForm",
    "NewEditionForm",
    "PublishForm",
    "ReasonStepForm",
    "StepForm",
    "TitleForm",
]
