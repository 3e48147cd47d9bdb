"""Addresses of the pages."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from yulin.office.web import entry, home

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", entry.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", entry.Password.as_view(), name="password"),
    path("language/", entry.language, name="language"),
    path("search/", home.home, name="search"),
    path("journal/", home.home, name="journal"),
    path("records/<slug:slug>/", home.home, name="register"),
    path("records/<slug:slug>/<int:pk>/", home.home, name="record"),
]
for prefix, module in (("figures/", "yulin.office.figures.urls"), ("map/", "yulin.office.api.map_urls")):
    if find_spec(module):
        urlpatterns.append(path(prefix, include(module)))
