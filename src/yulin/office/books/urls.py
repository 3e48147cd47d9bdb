"""Addresses of the books' pages."""

from __future__ import annotations

from django.urls import path

from yulin.office.books import act_pages, ledger_pages, pages

urlpatterns = [
    path("", pages.accounts, name="books"),
    path("account/", pages.account, name="books-account"),
    path("balance.svg", pages.picture, name="books-picture"),
    path("transactions/", pages.transactions, name="books-transactions"),
    path("transactions/new/", act_pages.new, name="books-new"),
    path("transactions/<int:pk>/", pages.transaction, name="books-transaction"),
    path("transactions/<int:pk>/use/", act_pages.close, {"what": "use"}, name="books-use"),
    path("transactions/<int:pk>/release/", act_pages.close, {"what": "release"}, name="books-release"),
    path("transactions/<int:pk>/counter/", act_pages.close, {"what": "counter"}, name="books-counter"),
    path("dossier/", act_pages.dossier, name="books-dossier"),
    path("ledgers/", ledger_pages.ledgers, name="books-ledgers"),
    path("ledgers/<slug:code>/", ledger_pages.ledger, name="books-ledger"),
    path("ledgers/<slug:code>.xlsx", ledger_pages.export, name="books-ledger-file"),
    path("statement/", ledger_pages.statement, name="books-statement"),
]
