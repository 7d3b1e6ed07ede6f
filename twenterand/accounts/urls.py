"""Signing in and out, one's own password, and handing over work."""

from django.urls import path

from twenterand.accounts import handing_over_views, views

app_name = "accounts"
urlpatterns = [
    path("inloggen/", views.SignIn.as_view(), name="login"),
    path("inloggen/persona/", views.Persona.as_view(), name="persona"),
    path("uitloggen/", views.SignOut.as_view(), name="logout"),
    path("werk/wachtwoord/", views.OwnPassword.as_view(), name="password"),
    path("werk/overdragen/", handing_over_views.choose, name="hand_over"),
    path("werk/overdragen/functie/", handing_over_views.work, name="hand_over_work"),
    path("werk/overdragen/medewerker/", handing_over_views.person, name="hand_over_person"),
    path("werk/overdragen/<int:pk>/terug/", handing_over_views.back, name="hand_back"),
]
