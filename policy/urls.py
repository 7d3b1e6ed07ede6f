"""Work environment: documents, chapters, goal trees."""

app_name = "policy"
urlpatterns = []
