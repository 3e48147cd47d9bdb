"""Addresses of the pages."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from yulin.office.web import (
    about,
    attachments,
    bulk,
    calendar_feed,
    clocks,
    drafts,
    editing,
    entry,
    exporting,
    ground,
    home,
    importing,
    journal_page,
    ledger,
    list_choices,
    qr,
    record_page,
    search,
    token_pages,
)

RECORD = "records/<slug:slug>/<int:pk>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("places.json", home.home_places, name="home-places"),
    path("login/", entry.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", entry.Password.as_view(), name="password"),
    path("tokens/", token_pages.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_pages.revoke, name="token-revoke"),
    path("calendar/<str:secret>.ics", calendar_feed.calendar, name="calendar"),
    path("language/", entry.language, name="language"),
    path("search/", search.search, name="search"),
    path("journal/", journal_page.journal, name="journal"),
    path("receipts/<int:pk>/", importing.receipt, name="receipt"),
    path("receipts/<int:pk>/undo/", bulk.undo_receipt, name="receipt-undo"),
    path("views/<int:pk>/drop/", list_choices.drop_view, name="view-drop"),
    path("records/<slug:slug>/", ledger.register_list, name="register"),
    path("records/<slug:slug>/about/", about.about, name="register-about"),
    path("records/<slug:slug>/bulk/", bulk.bulk_act, name="register-bulk"),
    path("records/<slug:slug>/columns/", list_choices.choose, name="register-columns"),
    path("records/<slug:slug>/views/", list_choices.save_view, name="register-views"),
    path("records/<slug:slug>/places.json", ledger.places, name="register-places"),
    path("records/<slug:slug>/new/", editing.record_new, name="record-new"),
    path("records/<slug:slug>/draft/", drafts.draft, name="record-draft"),
    path("records/<slug:slug>/keys.json", editing.keys, name="register-keys"),
    path("records/<slug:slug>/by-key/", record_page.by_key, name="record-key"),
    path("records/<slug:slug>/import/", importing.upload, name="register-import"),
    path("records/<slug:slug>/import/<str:sha>/", importing.preview, name="register-preview"),
    path("records/<slug:slug>/parcels/", importing.parcels, name="register-parcels"),
    path("records/<slug:slug>/template.xlsx", exporting.empty, name="register-template"),
    path("records/<slug:slug>/export.<str:kind>", exporting.export, name="register-export"),
    path(RECORD, record_page.record_page, name="record"),
    path(RECORD + "edit/", editing.record_edit, name="record-edit"),
    path(RECORD + "reach/", editing.record_reach, name="record-reach"),
    path(RECORD + "withdraw/", editing.record_withdraw, name="record-withdraw"),
    path(RECORD + "clocks/<int:number>/suspend/", clocks.clock_suspend, name="clock-suspend"),
    path(RECORD + "clocks/<int:number>/resume/", clocks.clock_resume, name="clock-resume"),
    path(RECORD + "suspensions/<int:suspension>/strike/", clocks.suspension_strike, name="suspension-strike"),
    path(RECORD + "near/", record_page.near_page, name="record-near"),
    path(RECORD + "ground/", ground.ground_page, name="record-ground"),
    path(RECORD + "qr.svg", qr.record_qr, name="record-qr"),
    path(RECORD + "files/", attachments.add, name="record-files"),
    path(RECORD + "files/<int:number>/", attachments.view, name="record-file"),
    path(RECORD + "files/<int:number>/download/", attachments.download, name="record-file-download"),
    path(RECORD + "files/<int:number>/off/", attachments.take_off, name="record-file-off"),
    path(RECORD + "files/<int:number>/<int:page>.jpg", attachments.picture, name="record-file-picture"),
    path(RECORD + "parcel.json", record_page.parcel_json, name="record-parcel"),
]
for prefix, module in (("figures/", "yulin.office.figures.urls"),):
    if find_spec(module):
        urlpatterns.append(path(prefix, include(module)))
