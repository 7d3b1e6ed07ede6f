"""Signing in and out, and one's own password."""

from django.urls import path

from twenterand.accounts import views

app_name = "accounts"
urlpatterns = [
    path("inloggen/", views.SignIn.as_view(), name="login"),
    path("inloggen/persona/", views.Persona.as_view(), name="persona"),
    path("uitloggen/", views.SignOut.as_view(), name="logout"),
    path("werk/wachtwoord/", views.OwnPassword.as_view(), name="password"),
]
