"""Work environment: proposals."""

app_name = "proposals"
urlpatterns = []
