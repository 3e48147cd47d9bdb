"""Addresses of the reviews."""

from __future__ import annotations

from django.urls import path

from yulin.office.reviewing import pages

urlpatterns = [
    path("", pages.reviews, name="reviews"),
    path("<int:pk>/", pages.review, name="review"),
    path("<int:pk>/shapes.json", pages.shapes, name="review-shapes"),
    path("<int:pk>/dossier.<str:kind>", pages.download, name="review-dossier"),
    path("<int:pk>/record/", pages.tie_to, name="review-tie"),
    path("<int:pk>/compare/", pages.comparison, name="review-compare"),
]
