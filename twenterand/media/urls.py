"""Pictures, addressed by the sha256 of their bytes."""

from django.urls import re_path

from twenterand.media import views

app_name = "media"
urlpatterns = [re_path(r"^(?P<sha256>[0-9a-f]{64})/$", views.picture, name="picture")]
