from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    label = "newsletter"
    verbose_name = "Nieuwsbrief"

    def ready(self):
        from newsletter import asked, drafting, mailing, owned, rendering  # noqa: F401 - some register jobs
        from newsletter import payload as edition_payload
        from newsletter import pictures as edition_pictures
        from twenterand.media import pictures
        from twenterand.publications import artifacts, payload, publishing
        from twenterand.publications.models import Artifact, SubjectKind

        payload.register_builder(SubjectKind.EDITION, edition_payload.build)
        publishing.register_check(SubjectKind.EDITION, edition_payload.check)
        artifacts.register_maker(SubjectKind.EDITION, Artifact.Kind.PDF, rendering.edition_pdf)
        pictures.public_when(edition_pictures.shown_to_readers)
        owned.register()
        asked.register()
