"""Django's admin with the portal's own site (admin_site.py); named in settings.INSTALLED_APPS."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "twenterand.accounts.admin_site.PortalAdminSite"
    verbose_name = "Beheer"
