"""axe-core on every kind of page, at a desk's and at a phone's width: nothing serious, nothing critical."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely

from yulin.office.accounts.models import Person, Region
from yulin.office.registers import acts
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.parcel import parcel_value

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "qinghe-2025"
LIST = "/records/land-supply/"
# the other families' pages, whoever keeps them
ROOMS = ["/map/", "/reviews/", "/audits/", "/layers/", "/layers/import/", "/figures/", "/figures/moved/",
         "/figures/report/", "/figures/report/templates/", "/figures/batch.area/",
         *(f"/books/{page}" for page in ("", "transactions/", "transactions/new/", "ledgers/", "statement/")),
         *(f"/land/{page}/" for page in ("unsupplied", "suspects", "quotas")),
         *(f"/settings/{page}" for page in ("", "people/", "regions/", "calendar/", "law/", "codes/"))]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
         "resultTypes": ["violations"]}


@pytest.fixture
def page(browser: Any, live_server: Any, settings: Any) -> Any:
    """A page with axe at hand, somebody logged in, and one record with all there is to it."""
    if not AXE.is_file():
        pytest.skip("needs node_modules (make build)")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Region.objects.bulk_create([Region(code=code, name=name) for code, name in (
        ("990102", "青禾区"), ("990102001", "东关街道"))])
    head = Person.objects.create_user("yulin", password=PASSWORD, role="section_head", region="990102",
                                      first_name="林知秋")
    parcel = parcel_value(shapely.box(38_500_000, 3_985_000, 38_500_200, 3_985_150), 4526)
    acts.create(REGISTERS["land.supply"], acts.NewRecord(
        {"number": "S-1", "project": "滨河路延伸", "region": "990102001", "mode": "划拨", "area": 3_000_000,
         "scheme_on": dt.date(2025, 2, 1), "agreed_start": dt.date(2025, 6, 30)}, parcel), head)
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url, locale="zh-CN",
                                  bypass_csp=True)
    held = context.new_page()
    yield held
    context.close()


def found(page: Any) -> list[str]:
    """The serious and critical violations: rule, what it wants, where."""
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{page.url}: {v['id']} ({v['impact']}) {v['help']}: {[n['target'][0] for n in v['nodes']][:4]}"
            for v in result["violations"] if v["impact"] in ("serious", "critical")]


def test_no_serious_violation_on_any_page(page: Any, tmp_path: Path) -> None:
    wrong = []

    def check(address: str = "") -> None:
        if address:
            answer = page.goto(address)
            assert answer.status == (404 if address == "/nowhere/" else 200), address
        wrong.extend(found(page))

    check("/login/")
    page.fill("input[name=username]", "yulin")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text("林知秋").first.wait_for()
    record = f"{LIST}{REGISTERS['land.supply'].model.objects.get().pk}/"
    life = f"/land/life/land-supply/{record.split('/')[-2]}/"
    pages = ["/?year=2025&as_of=2025-12-31", LIST, LIST + "?mode=协议出让", LIST + "?map=1", LIST + "about/",
             LIST + "new/", record, record + "edit/", record + "near/", LIST + "import/", LIST + "import/?kind=parcels",
             "/search/?q=滨河", "/search/?q=没有的", "/tokens/", "/password/", "/journal/", "/nowhere/", life, *ROOMS]
    for address in pages:
        check(address)
    page.goto(LIST)
    page.locator("summary", has_text="栏目").click()
    check()
    page.goto(record)
    page.locator(".timeline summary").first.click()
    check()
    book = openpyxl.Workbook()
    for row in (["电子监管号", "所在乡镇", "供应方式", "供应面积(亩)"], ["S-2", "东关街道", "划拨", "约十亩"],
                ["S-3", "东关街道", "划拨", 3]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "土地供应台账.xlsx"
    path.write_bytes(out.getvalue())
    page.goto(LIST + "import/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_url("**/import/*/**")
    check()
    page.get_by_role("button", name="只导入正确的").click()
    page.wait_for_url("**/receipts/**")
    check()
    page.goto(LIST)
    page.get_by_label("选择本页全部").check()
    page.get_by_role("button", name="批量办理").click()
    page.get_by_role("heading", name="批量办理").wait_for()
    check()
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/", LIST, record, record + "edit/"):
        check(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 392, f"{address} scrolls sideways"
    assert wrong == [], "\n".join(wrong)
