"""Addresses for the gallery's browser tests: the gallery alone, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from twenterand.gallery import gallery

urlpatterns = [path("", login_not_required(gallery))]
