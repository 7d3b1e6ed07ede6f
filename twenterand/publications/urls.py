"""Public addresses."""

app_name = "site"
urlpatterns = []
