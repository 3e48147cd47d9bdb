"""The audit pages: upload, kept results, downloads, rights, the journal, the office's own report."""

from __future__ import annotations

import datetime as dt
import io
import json

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yulin.audit import audit_text
from yulin.audit.against import hold_against
from yulin.findings import Refusal
from yulin.office.auditing import run, work
from yulin.office.auditing.against_records import known_figures, region_names
from yulin.office.auditing.models import Audit
from yulin.office.figures.report import compose
from yulin.office.figures.values import Scope
from yulin.office.journal.models import JournalLine
from yulin.office.registers import acts
from yulin.office.registers.declaration import REGISTERS

pytestmark = pytest.mark.django_db

SLIP = ("青禾区自然资源局2025年工作报告\n全年开展土地市场巡查3次。耕地恢复任务240亩，完成228.42亩，完成率95.16%。"
        "召开会议**次。\n")


def upload(name="报告.txt", text=SLIP):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def send(browser, *files, held="1"):
    """Upload files and follow to the page."""
    return browser.post("/audits/", {"files": list(files), "held": held}, follow=True)


@pytest.fixture
def inspections(staff):
    """Five inspections of the land market in 2025."""
    register = REGISTERS["land.inspection"]
    day = register.milestones[0].name + "_on"
    required = {c.name: value for c in register.columns for name, value in (
        ("region", "990102001"), ("town", "990102001")) if c.name == name}
    return [acts.create(register, acts.NewRecord({register.key: f"X-{n}", day: dt.date(2025, 3, n + 1), **required}),
                        staff["head"]) for n in range(5)]


def test_upload_see_and_download(as_, staff):
    browser = as_("clerk")
    page = send(browser, upload())
    [audit] = Audit.objects.all()
    assert page.redirect_chain == [(f"/audits/{audit.pk}/", 302)]
    body = page.content.decode()
    assert 'class="mark error"' in body and "95.18" in body and "**" in body
    assert body.count('id="f1"') == 1 and f'href="#m{SLIP.index("95.16")}"' in body
    assert (audit.state, audit.errors, audit.warnings, audit.actor, audit.region) == ("done", 1, 1, "clerk", "990102")
    made = browser.get(f"/audits/{audit.pk}/report.docx")
    comments = [c.text for c in docx.Document(io.BytesIO(made.content)).comments]
    assert any("95.18" in text for text in comments)
    said = json.loads(browser.get(f"/audits/{audit.pk}/report.json").content)["documents"][0]
    assert said["findings"][0]["expected"] == "95.18"
    assert "<script" not in browser.get(f"/audits/{audit.pk}/report.html").content.decode()
    assert browser.get(f"/audits/{audit.pk}/report.file").content == SLIP.encode()
    [line] = JournalLine.objects.filter(act="audit")
    assert (line.actor, line.record, line.after["SHA-256"]) == ("clerk", "报告.txt", audit.sha)
    assert "报告.txt" in browser.get("/audits/").content.decode()


def test_the_page_keeps_the_policy(as_):
    browser = as_("clerk")
    send(browser, upload())
    page = browser.get(f"/audits/{Audit.objects.get().pk}/")
    body = page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert " style=" not in body and "<style" not in body and "onclick" not in body


def test_hostile_words_stay_words(as_):
    browser = as_("clerk")
    page = send(browser, upload("<img src=x>.txt", "<script>alert(1)</script>任务240亩，完成228.42亩，完成率95.16%。"))
    assert "<script>alert" not in page.content.decode()
    assert "<img src=x" not in page.content.decode()


def test_several_files_are_held_against_each_other(as_):
    browser = as_("clerk")
    page = send(browser, upload("2024.txt", "青禾区自然资源局2024年工作报告\n工作有序。年末耕地保有量为123456.78亩。"),
                upload("2025.txt", "青禾区自然资源局2025年工作报告\n工作有序。上年末耕地保有量为123465.78亩。"),
                upload("坏.docx", b"PK\x03\x04"))
    assert page.redirect_chain[0][0].startswith("/audits/batch/")
    assert [(a.name, a.state, a.errors) for a in Audit.objects.order_by("pk")] == [
        ("2024.txt", "done", 1), ("2025.txt", "done", 1), ("坏.docx", "refused", 0)]
    assert "损坏" in page.content.decode()


def test_who_sees_what(as_):
    send(as_("east"), upload())
    pk = Audit.objects.get().pk
    assert {login: as_(login).get(f"/audits/{pk}/").status_code
            for login in ("east", "west", "clerk", "head", "leader", "auditor", "admin")} == {
        "east": 200, "west": 404, "clerk": 404, "head": 200, "leader": 200, "auditor": 200, "admin": 200}


@pytest.mark.parametrize(("files", "why"), [
    ([], "请先选择文件"),
    ([upload("a.exe")], "不支持的文件类型"),
    ([upload("空.txt", "")], "空文件"),
    ([upload(f"{n}.txt") for n in range(21)], "最多上传 20 个"),
])
def test_refused_uploads_change_nothing(as_, files, why):
    for file in files:
        file.seek(0)
    page = send(as_("clerk"), *files)
    assert page.status_code == 422
    assert why in page.content.decode()
    assert not Audit.objects.exists()
    assert not JournalLine.objects.filter(act="audit").exists()


def test_a_file_too_large_is_refused(staff, monkeypatch):
    monkeypatch.setattr(work, "LARGEST", 10)
    with pytest.raises(Refusal, match="上限"):
        work.take_in([upload()], staff["clerk"], True)
    assert not Audit.objects.exists()


def test_a_heavy_batch_is_done_beside_the_office(as_, staff, monkeypatch):
    started = []
    monkeypatch.setattr(work.subprocess, "Popen", lambda command, **_more: started.append(command))
    monkeypatch.setattr(work, "LIGHT", 10)
    browser = as_("clerk")
    page = send(browser, upload())
    batch = Audit.objects.get().batch
    assert started[0][2:4] == ["yulin.office.auditing.run", str(work.home_path())]
    assert f'hx-get="/audits/batch/{batch}/progress/"' in page.content.decode()
    assert "HX-Refresh" not in browser.get(f"/audits/batch/{batch}/progress/")
    monkeypatch.setattr(run, "open_office", lambda home: home)
    assert run.main(["home", batch, "zh"]) == 0
    assert browser.get(f"/audits/batch/{batch}/progress/")["HX-Refresh"] == "true"
    assert Audit.objects.get().errors == 1


def test_a_batch_that_stopped_is_taken_up_again(as_, staff, monkeypatch):
    batch = work.take_in([upload()], staff["clerk"], True)
    Audit.objects.update(touched=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    browser = as_("clerk")
    assert "接着核" in browser.get(f"/audits/batch/{batch}/").content.decode()
    browser.post(f"/audits/batch/{batch}/again/")
    assert Audit.objects.get().state == "done"


def test_the_empty_page_says_what_to_do(as_):
    assert "还没有核过报告" in as_("clerk").get("/audits/").content.decode()
    assert '/audits/' in as_("clerk").get("/").content.decode()


def test_nobody_without_a_login(client):
    assert client.get("/audits/").status_code == 302


# --- the records -----------------------------------------------------------------------------------------------


def test_a_report_is_held_against_the_records(as_, inspections):
    browser = as_("head")
    send(browser, upload())
    found = Audit.objects.get().result["document"]["findings"]
    [finding] = [f for f in found if f["rule"] == "against_records"]
    assert (finding["stated"], finding["expected"], finding["figure"]["code"]) == ("3", "5", "inspections.count")
    page = browser.get(f"/audits/{Audit.objects.get().pk}/").content.decode()
    assert 'href="/figures/inspections.count/?year=2025"' in page
    send(browser, upload("另.txt"), held="0")
    other = Audit.objects.order_by("-pk")[0]
    assert not [f for f in other.result["document"]["findings"] if f["figure"]]


def test_what_a_year_is_known_by(inspections):
    [figure] = [f for f in known_figures(2025) if f.code == "inspections.count"]
    assert (figure.value, figure.unit, figure.records, figure.phrases[0]) == (5, "次", 5, "土地市场巡查")
    assert "yulin figures trace inspections.count --year 2025" in figure.hint
    assert known_figures(2019) == []
    assert region_names() == ["青禾区"]


@pytest.mark.parametrize("words", ["zh", "en"])
@pytest.mark.parametrize("as_of", [None, dt.date(2025, 6, 30), dt.date(2025, 3, 2)])
def test_the_offices_own_report_audits_clean(inspections, words, as_of):
    from django.utils import translation

    from yulin.i18n import use_language

    try:
        use_language(words)
        with translation.override("en" if words == "en" else "zh-hans"):
            made = compose(Scope(2025, "", as_of))
            report = audit_text(made.text)
            hold_against(report, known_figures(2025, as_of=as_of), 2025)
    finally:
        use_language("zh")
    assert report.findings == []
    assert [c.figure.code for c in report.checked if c.figure] == ["inspections.count"]
