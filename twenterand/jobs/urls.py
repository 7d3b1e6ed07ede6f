"""Progress of background work."""

from django.urls import path

from twenterand.jobs import views

app_name = "jobs"
urlpatterns = [
    path("taken/<int:pk>/", views.job, name="job"),
    path("taken/<int:pk>/opnieuw/", views.retry, name="retry"),
]
