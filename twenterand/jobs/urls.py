"""Progress of background work."""

app_name = "jobs"
urlpatterns = []
