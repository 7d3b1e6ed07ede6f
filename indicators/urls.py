"""Work environment: figures."""

app_name = "indicators"
urlpatterns = []
