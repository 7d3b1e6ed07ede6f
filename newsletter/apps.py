from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    label = "newsletter"
    verbose_name = "Nieuwsbrief"

    def ready(self):
        from newsletter import payload as edition_payload
        from twenterand.publications import payload, publishing
        from twenterand.publications.models import SubjectKind

        payload.register_builder(SubjectKind.EDITION, edition_payload.build)
        publishing.register_check(SubjectKind.EDITION, edition_payload.check)
