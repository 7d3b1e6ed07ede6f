"""Public addresses of the newsletter."""

app_name = "newsletter"
urlpatterns = []
