"""规则目录 The registry: every rule by name, with its facts, its outputs and the parameters it may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.facts import build
from yulin.law.parameters import Law
from yulin.law.rules import (
    approval,
    case_period,
    collective_land,
    compensation,
    dossier,
    front_steps,
    grants,
    idle_land,
    made_good,
    notices,
    occupation,
    offset,
    payments,
    prereview,
    service_period,
    temporary_land,
    unsupplied,
)
from yulin.law.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: name, Chinese title, facts and outputs classes, the codes it may use, its function."""

    name: str
    title: str
    facts: type
    outputs: type
    cites: tuple[str, ...]
    function: Callable[[Any, Law], Verdict[Any]]


RULES: dict[str, Rule] = {rule.name: rule for rule in (
    Rule(approval.AUTHORITY, "转用与征收批准权限", approval.Taking, approval.Authorities,
         approval.AUTHORITY_CITES, approval.authority),
    Rule(approval.EXPIRY, "批准文件失效", approval.Approval, approval.Expiry, approval.EXPIRY_CITES,
         approval.expiry),
    Rule(occupation.BOUNDARY, "城镇开发边界外用地", occupation.Outside, occupation.OccupationFinding,
         occupation.BOUNDARY_CITES, occupation.boundary),
    Rule(case_period.DECISION, "案件决定期限", case_period.Case, case_period.CaseDue, case_period.CITES,
         case_period.decision_due),
    Rule(collective_land.TRANSFER, "集体经营性建设用地入市", collective_land.CollectiveTransfer,
         collective_land.TransferOutcome, collective_land.CITES, collective_land.transfer),
    Rule(dossier.GATES, "报批卷宗关口", dossier.Dossier, dossier.DossierGates, dossier.CITES, dossier.gates),
    Rule(compensation.PAYABLE, "征地补偿费", compensation.Compensation, compensation.Payable,
         compensation.CITES, compensation.compensation),
    Rule(front_steps.APPLICATION, "征地前期工作", front_steps.FrontSteps, front_steps.FrontStepsOutcome,
         front_steps.CITES, front_steps.front_steps),
    Rule(notices.EXPROPRIATION, "征收公告期", notices.ExpropriationNotices, notices.NoticePeriods,
         notices.EXPROPRIATION_CITES, notices.notice_period),
    Rule(idle_land.DETERMINATION, "闲置土地认定", idle_land.IdleLand, idle_land.IdleLandOutcome,
         idle_land.CITES, idle_land.determination),
    Rule(made_good.MADE_GOOD, "占用耕地补足", made_good.Linked, made_good.MadeGood, made_good.CITES,
         made_good.made_good),
    Rule(offset.REQUIRED, "耕地占补平衡义务", offset.FarmlandTaken, offset.OffsetDuty, offset.CITES,
         offset.required),
    Rule(occupation.PERMANENT_FARMLAND, "占用永久基本农田", occupation.Occupied, occupation.OccupationFinding,
         occupation.PERMANENT_FARMLAND_CITES, occupation.permanent_farmland),
    Rule(prereview.DECISION, "用地预审决定期限", prereview.Application, prereview.DecisionDue,
         prereview.DECISION_CITES, prereview.decision_due),
    Rule(prereview.VALIDITY, "用地预审有效期", prereview.Opinion, prereview.OpinionTerm,
         prereview.VALIDITY_CITES, prereview.validity_term),
    Rule(occupation.REDLINE, "占用生态保护红线", occupation.Occupied, occupation.OccupationFinding,
         occupation.REDLINE_CITES, occupation.redline),
    Rule(notices.SUPPLY, "出让公告期", notices.SupplyAnnouncement, notices.AnnouncementPeriod,
         notices.SUPPLY_CITES, notices.announcement_period),
    Rule(service_period.PERIOD, "法定与承诺办理时限", service_period.Handling, service_period.ServiceDue,
         service_period.CITES, service_period.service_period),
    Rule(grants.SCHEDULE, "招拍挂后续期限", grants.GrantEvent, grants.GrantSchedule, grants.SCHEDULE_CITES,
         grants.grant_schedule),
    Rule(payments.DUE, "出让价款缴纳期限", payments.Price, payments.PaymentDue, payments.CITES,
         payments.payment_due),
    Rule(grants.TERM, "出让最高年限", grants.Grant, grants.GrantTerm, grants.TERM_CITES, grants.term),
    Rule(temporary_land.TERM, "临时用地期限", temporary_land.TemporaryUse, temporary_land.TemporaryTerm,
         temporary_land.CITES, temporary_land.use_term),
    Rule(unsupplied.MEASURES, "批而未供核算", unsupplied.ApprovedLand, unsupplied.UnsuppliedOutcome,
         unsupplied.CITES, unsupplied.measures),
)}


def rule(name: str) -> Rule:
    """The rule ``name``; Refusal naming the known ones when there is none."""
    if name not in RULES:
        known = "、".join(RULES)
        raise Refusal(_("没有名为“{name}”的规则；可用的规则：{known}。").format(name=name, known=known))
    return RULES[name]


def evaluate(name: str, facts: Mapping[str, Any], on: date, region: str | None = None) -> Verdict[Any]:
    """The verdict of the rule ``name`` on plain facts under the law of the day ``on``.

    Raises Refusal for an unknown rule, for facts that are unknown, missing or of the wrong type, and where
    the law of that day is not on file.
    """
    found = rule(name)
    return found.function(build(found.facts, facts), Law.on(on, region))
