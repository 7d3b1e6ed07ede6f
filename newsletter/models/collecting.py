"""Links that let somebody without an account write one article, or see a draft."""

from django.db import models
from django.db.models import Q

from newsletter.models.editions import Article, Edition


class Invitation(models.Model):
    """A link for an outside contributor that opens one article and expires. Only the sha256 of its token is kept."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="invitations")
    mail = models.EmailField("e-mailadres")
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("geldig tot")
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    used_at = models.DateTimeField("laatst gebruikt op", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"invitation {self.pk}"


class Draft(models.Model):
    """The PDF of an edition as it stood when somebody asked for it, marked CONCEPT; only the newest is kept.
    `sha256` is that of the payload it was made from. `fit` says how it fell on paper: {pages, filled (percent of the
    last page), articles: [[title, page]]}."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="draft")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField("inhoud")
    fit = models.JSONField("verdeling over de pagina's", default=dict, blank=True)
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("gemaakt op", auto_now=True)

    class Meta:
        verbose_name = "concept"
        verbose_name_plural = "concepten"

    def __str__(self):
        return f"draft {self.edition_id}"


class DraftLink(models.Model):
    """A link to the draft PDF of an edition, marked CONCEPT, that expires."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="draft_links")
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("geldig tot")
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)

    class Meta:
        verbose_name = "conceptlink"
        verbose_name_plural = "conceptlinks"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"draft link {self.pk}"


class ShortLink(models.Model):
    """A short address of the portal for a long one, for print."""

    code = models.SlugField("code", max_length=12, unique=True)
    url = models.TextField("adres")
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)

    class Meta:
        verbose_name = "kort adres"
        verbose_name_plural = "korte adressen"
        constraints = [models.CheckConstraint(condition=~Q(url=""), name="short_link_has_url")]

    def __str__(self):
        return self.code
