"""法条判读 What the law says of a land record on a day: each function asks one rule of ``yulin.law``.

A reading indicates and cites; the officer decides. It is None where the rule does not apply or the law on file does not
reach back to the day.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from yulin.findings import Refusal
from yulin.law.registry import evaluate
from yulin.law.verdict import Verdict
from yulin.office.land import balances
from yulin.office.land.amounts import hectares, mu, wan, yes, yuan
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.gates import parts_equal
from yulin.office.registers.suspensions import spans_until, suspensions_of
from yulin.quantities.area import area_to

Reading = Verdict[Any] | None
SUMS = parts_equal("area", "agricultural", "construction", "unused")
"""三大类之和: what a dossier's areas by class add up to, within the ledger's last digit."""


def _ask(rule: str, on: dt.date, **facts: Any) -> Reading:
    """The rule's verdict; None where the law of that day is not on file."""
    try:
        return evaluate(rule, {name: value for name, value in facts.items() if value is not None}, on)
    except Refusal:
        return None


def prereview_decision(record: Any, on: dt.date) -> Reading:
    """预审决定期限."""
    if record.accepted_on is None or record.accepted_on > on:
        return None
    decided = _by(record.decided_on, on)
    held = suspensions_of(record)
    away = {span for clock in record.register.clocks if clock.until == "decided"
            for span in spans_until(held.get(clock.title, ()), decided or on)}
    return _ask("prereview.decision_due", record.accepted_on, accepted=record.accepted_on,
                extended=yes(record.extended), suspended=sorted(away) or None, decided=decided, as_of=on)


def prereview_validity(record: Any, on: dt.date) -> Reading:
    """预审有效期."""
    if record.decided_on is None or record.decided_on > on or record.outcome != "同意":
        return None
    return _ask("prereview.validity_term", record.decided_on, approved=record.decided_on, used=_by(record.used_on, on),
                controlled_ha=hectares(record.area), takes_cultivated=None if record.cultivated is None
                else record.cultivated > 0, farmland_argument=bool(record.farmland_argument), as_of=on)


def authority(record: Any, on: dt.date) -> Reading:
    """转用与征收批准权限, by class and area."""
    if record.area is None:
        return None
    permanent, cultivated = record.permanent_farmland or 0, record.cultivated or 0
    return _ask("approval.authority", record.submitted_on or on, permanent_farmland_ha=hectares(permanent),
                cultivated_ha=hectares(max(cultivated - permanent, 0)),
                other_ha=hectares(max(record.area - cultivated, 0)),
                inside_plan=yes(record.inside_plan, "范围内"))


def dossier_gates(record: Any, on: dt.date) -> Reading:
    """报批卷宗关口."""
    pre, survey = notice_counts(record, on)
    parts = [record.agricultural, record.construction, record.unused]
    total = record.area
    if total is not None and None not in parts and not SUMS(record):
        total = sum(parts)  # the ledger's last digit, not a difference
    return _ask("dossier.gates", record.submitted_on or on, total_ha=hectares(total),
                agricultural_ha=hectares(record.agricultural), construction_ha=hectares(record.construction),
                unused_ha=hectares(record.unused), cultivated_ha=hectares(record.cultivated),
                paddy_ha=hectares(record.paddy), permanent_farmland_ha=hectares(record.permanent_farmland),
                surveyed_ha=hectares(record.surveyed), change_survey_ha=hectares(record.change_surveyed),
                forest_ha=hectares(record.forest), pre_notices=pre, survey_notices=survey, **_documents(record))


def dossier_documents(record: Any, on: dt.date) -> Reading:
    """报批卷宗关口 as far as documents answer them: offset link, forest consent, unlawful use."""
    return _ask("dossier.gates", on, cultivated_ha=hectares(record.cultivated), forest_ha=hectares(record.forest),
                **_documents(record))


def _documents(record: Any) -> dict[str, Any]:
    return {"offset_number": record.offset_number or None, "increase_decrease": record.kind == "增减挂钩批次",
            "forest_consent": record.forest_consent or None,
            "unlawful_use": record.unlawful != "无" if record.unlawful else None,
            "unlawful_use_settled": yes(record.unlawful, "已查处到位")}


def notice_counts(record: Any, on: dt.date | None = None) -> tuple[int, int]:
    """How many of a dossier's expropriations have a 预公告 and a 现状调查公告, on a day (None: at all)."""
    until = dt.date.max if on is None else on
    counts = REGISTERS["land.notice"].model.objects.filter(batch=record.pk, withdrawn=False).aggregate(
        pre=Count("pk", filter=Q(pre_notice_on__lte=until)), survey=Count("pk", filter=Q(survey_notice_on__lte=until)))
    return counts["pre"], counts["survey"]


def expiry(record: Any, on: dt.date) -> Reading:
    """批准文件失效: warnings at 18 and 21 months, lapse at two years."""
    if record.approved_on is None or record.approved_on > on or record.disposed:
        return None
    used = [d for d in (record.announced_on, _first_supply(record)) if d is not None and d <= on]
    return _ask("approval.expiry", record.approved_on, approved=record.approved_on,
                used=min(used) if used else None, as_of=on)


def _first_supply(record: Any) -> dt.date | None:
    found: dt.date | None = balances.supplies([record.pk], None).order_by("contracted_on").values_list(
        "contracted_on", flat=True).first()
    return found


def unsupplied(record: Any, on: dt.date) -> Reading:
    """批而未供核算 of one approval."""
    if record.approved_on is None or record.approved_on > on:
        return None
    held = balances.balance_of(record, on)
    cut = balances.disposals([record.pk], on).filter(disposal="核减")
    written_off = cut.aggregate(n=Sum("disposed_area"))["n"] or 0
    return _ask("unsupplied.measures", record.approved_on, approved=record.approved_on,
                approved_mu=_two(held.approved), supplied_mu=_two(held.supplied),
                withdrawn_mu=_two(held.disposed - written_off), written_off_mu=_two(written_off),
                expropriated=_by(record.announced_on, on), first_supplied=_by(_first_supply(record), on), as_of=on)


def front_steps(record: Any, on: dt.date) -> Reading:
    """征地前期工作 of one expropriation."""
    if record.pre_notice_on is None or record.pre_notice_on > on:
        return None
    day = record.applied_on or on
    return _ask(
        "expropriation.front_steps", day, pre_notice=record.pre_notice_on, pre_notice_ended=record.pre_notice_ends,
        survey=record.surveyed_on or record.survey_notice_on, risk_assessment=record.risk_assessed_on,
        plan_notice=record.plan_notice_on, plan_notice_ended=record.plan_notice_ends,
        majority_objected=None if not record.objection else record.objection == "多数反对",
        hearing=record.hearing_on, registration=record.registered_on, agreements_due=record.agreements_due,
        agreements_signed=record.agreements_signed, unsigned_explained=bool(record.unsigned_reason),
        fees_in_place=None if record.funded_on is None else record.funded_on <= day, applied=record.applied_on)


def payable(record: Any, on: dt.date) -> Reading:
    """征地补偿费 payable by the district's price."""
    if record.zone_price is None or record.area is None:
        return None
    day = record.agreed_on or on
    table = price_in_force(record.zone, day)
    return _ask("expropriation.compensation", day, area_mu=mu(record.area), zone_price=yuan(record.zone_price),
                price_announced=table.published_on if table else None,
                attachments=yuan(record.attachments), crops=yuan(record.crops), social_insurance=yuan(record.social),
                paid=yuan(record.paid), as_of=day)


def price_in_force(zone: str, day: dt.date) -> Any:
    """The line of the 区片综合地价 of a district in force on a day; None where there is none, or no district."""
    tables = REGISTERS["land.price_table"].model.objects.filter(
        withdrawn=False, kind="区片综合地价", zone=zone, published_on__lte=day)
    return tables.order_by("-published_on").first() if zone else None


def announcement(record: Any, on: dt.date) -> Reading:
    """出让公告期 of one auction."""
    return _ask("supply.announcement_period", record.published_on or on, mode=record.mode,
                published=record.published_on, begins=record.begun_on, listing_ends=record.closed_on)


def grant_schedule(record: Any, on: dt.date) -> Reading:
    """招拍挂后续期限: result, deposits, contract."""
    if record.dealt_on is None or record.dealt_on > on:
        return None
    return _ask("supply.grant_schedule", record.dealt_on, mode=record.mode, closed=record.dealt_on,
                result_published=record.result_on, deposits_refunded=record.refunded_on,
                contracted=record.contracted_on, start_price=wan(record.start_price), deposit=wan(record.deposit),
                as_of=on)


def payment(record: Any, on: dt.date) -> Reading:
    """出让价款缴纳期限."""
    if record.contracted_on is None or record.contracted_on > on or not record.price or record.mode == "划拨":
        return None
    return _ask("supply.payment_due", record.contracted_on, contracted=record.contracted_on, price=wan(record.price),
                paid=wan(record.paid), agreed_last=record.agreed_payment, as_of=on)


def term(record: Any, on: dt.date) -> Reading:
    """出让最高年限 by use."""
    use = next((code for word, code in (
        ("住宅", "residential"), ("居住", "residential"), ("工业", "industrial"), ("仓储", "industrial"),
        ("商服", "commercial"), ("商业", "commercial"), ("旅游", "commercial"), ("娱乐", "commercial"),
        ("教育", "public"), ("科研", "public"), ("医疗", "public"), ("文化", "public"), ("体育", "public"),
    ) if word in (record.use or "")), "mixed" if record.use else None)
    if use is None or record.mode in ("划拨", "") or record.contracted_on is None:
        return None
    years = None if record.term is None else Decimal(record.term)
    return _ask("supply.term", record.contracted_on, use=use, years=years, delivered=record.delivered_on)


def idle_of_supply(record: Any, on: dt.date) -> Reading:
    """闲置土地认定 as the supply ledger alone has it: the suspicion that the clock raises."""
    if record.contracted_on is None or record.contracted_on > on or record.completed_on:
        return None
    verdict = _ask("idle_land.determination", on, agreed_start=record.restarted_on or record.agreed_start,
                   handover=record.delivered_on, started=_by(record.started_on, on),
                   stopped_since=_by(record.stopped_on, on), built_area=mu(record.built_area), due_area=mu(record.area),
                   invested=wan(record.invested), total_investment=wan(record.investment), price=wan(record.price),
                   as_of=on)
    return verdict if verdict is not None and verdict.outputs.idle is not False else None


def idle(record: Any, on: dt.date) -> Reading:
    """闲置土地认定 of an idle case, with its cause."""
    day = min(on, record.disposed_on) if record.disposed_on else on
    return _ask("idle_land.determination", day, agreed_start=record.agreed_again or record.agreed_start,
                handover=record.handed_over, started=record.started if record.kind == "动工不足" else None,
                stopped_since=record.stopped if record.kind == "动工不足" else None, built_area=mu(record.built_area),
                due_area=mu(record.due_area or record.area), invested=wan(record.invested),
                total_investment=wan(record.investment), cause=record.cause or None, price=wan(record.price),
                as_of=day)


def transfer(record: Any, on: dt.date) -> Reading:
    """集体经营性建设用地入市."""
    if record.filed_on is None and record.members is None:
        return None
    return _ask("collective_land.transfer", record.filed_on or on, voters=record.members, agreed=record.agreed,
                filed=record.filed_on, commented=record.commented_on, transferred=record.contracted_on, as_of=on)


def _by(day: dt.date | None, on: dt.date) -> dt.date | None:
    """The day, where it has come."""
    return day if day is not None and day <= on else None


def _two(area: int) -> Decimal:
    """dm² in 亩 as ledgers write it."""
    return area_to(area, "亩", 2)
