"""Import and export of functions."""

from import_export import fields

from twenterand.accounts.admin_bases import RecordResource
from twenterand.accounts.models import Function


class FunctionResource(RecordResource):
    """Functions, known by their slug."""

    slug = fields.Field("slug", column_name="kenmerk")
    name = fields.Field("name", column_name="naam")
    mailbox = fields.Field("mailbox", column_name="functionele mailbox")

    class Meta(RecordResource.Meta):
        model = Function
        import_id_fields = ("slug",)
        fields = ("slug", "name", "mailbox")
        export_order = fields
