from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "twenterand.publications"
    label = "publications"
    verbose_name = "Publicaties"

    def ready(self):
        from indicators import cards, obligations
        from policy import editing
        from twenterand.publications import artifacts, indicator_cards, printed, publishing, rendering
        from twenterand.publications.models import Artifact, SubjectKind

        editing.published_check = publishing.is_published
        editing.published_slugs = publishing.published_slugs
        obligations.printed_actuals = printed.actuals
        cards.published_pages = indicator_cards.published_pages
        artifacts.register_data_files()
        artifacts.register_maker(SubjectKind.DOCUMENT, Artifact.Kind.PDF, rendering.document_pdf)
