"""Pictures."""

app_name = "media"
urlpatterns = []
