"""Work environment: start page, publishing."""

app_name = "work"
urlpatterns = []
