"""The list of a register: what may be asked of it, the records that answer, a page of them and their totals.

Everything comes from the declaration: the filters (closed terms, region, stage, year of a milestone, clock, words), the
columns, the order. Nothing is asked per row, and the count and totals of a question are asked once as long as nobody
writes what they rest on (see ``remembered``).
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from yulin.office.accounts.models import Person
from yulin.office.figures.values import Scope
from yulin.office.registers import search_index
from yulin.office.registers.declaration import Column, Register
from yulin.office.registers.duties import URGENCIES, in_scope, urgent_q
from yulin.office.registers.fields import Choice, Year
from yulin.office.registers.links import Link
from yulin.office.registers.remembered import remembered, standing
from yulin.office.registers.stages import in_stage

PAGE = 50
BLOCK = 40 * PAGE  # the keys of a sorted list are read and remembered by so many
NONE_YET = "none"
HEAVY = ("haystack", "parcel_wkb")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a list; every part is optional.

    columns: those wanted in their order (() = the declared ones). window: west, south, east, north in degrees.
    since: changed at that moment or later.
    """

    words: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)
    stage: str = ""
    on: str = ""
    clock: str = ""
    parcel: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    window: tuple[float, float, float, float] | None = None
    since: dt.datetime | None = None

    @property
    def filtered(self) -> bool:
        """Whether anything but the order and the columns is asked."""
        return bool(self.words or self.terms or self.stage or self.on or self.clock or self.parcel or self.window
                    or self.since)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter: its value in the address and its words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as the page draws it: name in the address, label, choices, the value chosen."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""

    @property
    def chosen(self) -> str:
        """The words of the chosen option; "" when nothing is chosen."""
        return next((o.label for o in self.options if o.value == self.value), "") if self.value else ""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a numeric column over all records found, and how many of them have no number there."""

    shown: str
    missing: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How many records were found, and the sums by column name."""

    records: int
    sums: Mapping[str, Total]


def listed(register: Register, columns: Sequence[str] = ()) -> list[Column]:
    """The columns of the list: those wanted, the key always first; the declared ones when none is named."""
    if not columns:
        return [register.column(name) for name in register.listed]
    return [register.column(name) for name in dict.fromkeys((register.key, *columns))]


def read_columns(register: Register, text: str) -> tuple[str, ...]:
    """The columns named in ``text`` (joined with commas) that the register has."""
    known = {c.name for c in register.columns}
    return tuple(dict.fromkeys(name for name in text.split(",") if name in known))


def read_window(text: str) -> tuple[float, float, float, float] | None:
    """west, south, east, north in degrees; None for anything else."""
    try:
        west, south, east, north = (float(side) for side in text.split(","))
    except ValueError:
        return None
    inside = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if inside else None


def term_columns(register: Register) -> list[Column]:
    """The columns with a closed (or open) table of terms: each is a filter."""
    return [c for c in register.columns if isinstance(c.field, Choice)]


def read_question(register: Register, params: Mapping[str, str]) -> Question:
    """The question in an address; a value that the register does not know is not asked."""
    terms = {c.name: params[c.name] for c in term_columns(register) if params.get(c.name)}
    steps = {m.name for m in register.milestones}
    stage, on, clock, sort = (params.get(name, "") for name in ("stage", "on", "clock", "sort"))
    number, _dash, state = clock.partition("-")
    runs = number.isdecimal() and int(number) < len(register.clocks) and state in URGENCIES
    parcel = params.get("parcel", "") if register.has_parcel else ""
    return Question(
        words=params.get("q", "").strip()[:200],
        terms=terms,
        stage=stage if stage in steps or stage == NONE_YET else "",
        on=on if on in steps or on in _year_fields(register) else "",
        clock=clock if runs else "",
        parcel=parcel if parcel in ("yes", "no") else "",
        sort=sort if sort.removeprefix("-") in sortable(register) else "",
        columns=read_columns(register, params.get("cols", "")),
        window=read_window(params.get("window", "")) if register.has_parcel else None,
        since=read_moment(params.get("since", "")),
    )


def read_moment(text: str) -> dt.datetime | None:
    """A moment in ISO form with its offset; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def sortable(register: Register) -> set[str]:
    """The columns by which a list may be sorted: all but links, which sort by no text of their own."""
    return {c.name for c in register.columns if not isinstance(c.field, Link) or c.name in register.listed}


def _year_fields(register: Register) -> list[str]:
    return [c.name for c in register.columns if isinstance(c.field, Year)]


def filters(register: Register, asked: Question, year: int) -> list[Filter]:
    """The filters of the register, with what is chosen."""
    found = [Filter(c.name, _(c.label), tuple(Option(o, _(o)) for o in c.field.options), asked.terms.get(c.name, ""))
             for c in term_columns(register)]
    steps = tuple(Option(m.name, _(m.title)) for m in register.milestones)
    found.append(Filter("stage", _("阶段"), (*steps, Option(NONE_YET, _("尚未开始"))), asked.stage))
    years = [Option(m.name, _("{year}年{step}").format(year=year, step=_(m.title))) for m in register.milestones]
    years += [Option(name, _("{year}年{step}").format(year=year, step=_(register.column(name).label)))
              for name in _year_fields(register)]
    found.append(Filter("on", _("年度"), tuple(years), asked.on))
    if register.clocks:
        states = {"late": _("超期"), "soon": _("临期"), "suspended": _("中止")}
        found.append(Filter("clock", _("期限"), tuple(
            Option(f"{n}-{state}", _("{clock}：{state}").format(clock=_(clock.title), state=words))
            for n, clock in enumerate(register.clocks) for state, words in states.items()
            if not clock.due or state != "suspended"), asked.clock))
    if register.has_parcel:
        found.append(Filter("parcel", _("图形"), (Option("yes", _("已上图")), Option("no", _("未上图"))), asked.parcel))
    return found


def found_records(register: Register, person: Person, scope: Scope, asked: Question) -> QuerySet[Any]:
    """The records that answer, unordered: not withdrawn, in the person's and the scope's region."""
    records = in_scope(register, person, scope)
    condition = Q(**asked.terms)
    if asked.words:
        condition &= search_index.holding(register, search_index.words_of(asked.words), scope.region or person.region)
    as_of = scope.as_of
    if asked.stage and as_of:
        condition &= in_stage(register, "" if asked.stage == NONE_YET else asked.stage, as_of)
    if asked.on in _year_fields(register):
        condition &= Q(**{asked.on: scope.year})
    elif asked.on:
        first, last = scope.days()
        condition &= Q(**{f"{asked.on}_on__gte": first, f"{asked.on}_on__lte": last})
    if asked.clock and as_of:
        number, _dash, state = asked.clock.partition("-")
        wanted: Any = state
        condition &= urgent_q(register, register.clocks[int(number)], wanted, as_of, records)
    if asked.parcel:
        condition &= Q(parcel_west__isnull=asked.parcel == "no")
    if asked.since:
        condition &= Q(changed_at__gte=asked.since)
    if asked.window:
        west, south, east, north = asked.window
        condition &= Q(parcel_east__gte=west, parcel_north__gte=south, parcel_west__lte=east, parcel_south__lte=north)
    return records.filter(condition)


def ordered(records: QuerySet[Any], asked: Question) -> QuerySet[Any]:
    """The records in the order asked for; the latest entered first when none is."""
    if not asked.sort:
        return records.order_by("-pk")
    name = asked.sort.removeprefix("-")
    way = F(name).desc(nulls_last=True) if asked.sort.startswith("-") else F(name).asc(nulls_last=True)
    return records.order_by(way, "-pk")


def page_of(register: Register, records: QuerySet[Any], asked: Question, number: int) -> list[Any]:
    """The records of page ``number`` (from 1): keys first, then the rows of those keys alone, with their links."""
    keys = _keys(register, records, asked, (number - 1) * PAGE)
    links = [c.name for c in listed(register, asked.columns) if isinstance(c.field, Link)]
    heavy = [name for name in HEAVY if name == "haystack" or register.has_parcel]
    heavy += [f"{link}__{name}" for link in links for name in HEAVY
              if name == "haystack" or register.column(link).field.related_model.register.has_parcel]
    rows = register.model.objects.filter(pk__in=keys).select_related(*links).defer(*heavy)
    by_key = {row.pk: row for row in (rows if links else rows.select_related(None))}
    return [by_key[key] for key in keys if key in by_key]


def _keys(register: Register, records: QuerySet[Any], asked: Question, start: int) -> list[int]:
    """The keys of the page that begins at ``start``. Sorting passes over every record, so a sorted list's are kept."""
    inside = ordered(records, asked)
    if not asked.sort:
        return list(inside.values_list("pk", flat=True)[start:start + PAGE])
    sql, params = inside.query.sql_with_params()
    begin = start - start % BLOCK
    name = asked.sort.removeprefix("-")
    at = _standing(register, asked, [name]) if not isinstance(register.column(name).field, Link) else None
    block = remembered(at, ("keys", sql, repr(params), begin),
                       lambda: array("q", inside.values_list("pk", flat=True)[begin:begin + BLOCK]))
    return list(block[start - begin:start - begin + PAGE])


def _standing(register: Register, asked: Question | None, names: Sequence[str]) -> Hashable:
    """What an answer over those columns rests on: on them alone where nothing else is asked, else on the register."""
    now = standing()
    alone = asked is not None and not asked.filtered
    return now.of_columns(register.code, names) if alone else now.of(register.code)


def totals_of(register: Register, records: QuerySet[Any], columns: Sequence[str] = (),
              asked: Question | None = None) -> Totals:
    """Count and sums of the shown numeric columns over all the records found, in one query.

    Remembered by the question's own SQL, so that leafing through pages asks it once; asked: the question that found
    the records, where it is known.
    """
    sql, params = records.order_by().query.sql_with_params()
    at = _standing(register, asked, [c.name for c in _summed(register, columns)])
    return remembered(at, ("totals", sql, repr(params), tuple(columns)), lambda: _totals(register, records, columns))


def _summed(register: Register, columns: Sequence[str]) -> list[Column]:
    return [c for c in listed(register, columns) if c.field.numeric and not isinstance(c.field, Year)]


def _totals(register: Register, records: QuerySet[Any], columns: Sequence[str]) -> Totals:
    summed = _summed(register, columns)
    wanted: dict[str, Any] = {"records": Count("pk")}
    for column in summed:
        wanted[f"sum_{column.name}"] = Sum(column.name)
        wanted[f"has_{column.name}"] = Count(column.name)
    asked = records.order_by().aggregate(**wanted)
    sums = {}
    for column in summed:
        total = asked[f"sum_{column.name}"]
        sums[column.name] = Total("" if total is None else column.field.show(int(Decimal(total))),
                                  asked["records"] - asked[f"has_{column.name}"])
    return Totals(asked["records"], sums)


def stage_counts(register: Register, records: QuerySet[Any], as_of: dt.date) -> dict[str, int]:
    """How many of the records stand at each stage on ``as_of`` (``none``: before the first), in one query."""
    wanted: dict[str, Any] = {f"n{n}": Count("pk", filter=in_stage(register, m.name, as_of))
                              for n, m in enumerate(register.milestones)}
    sql, params = records.order_by().query.sql_with_params()
    at = standing().of(register.code)
    asked = remembered(at, ("stages", sql, repr(params), as_of), lambda: records.order_by().aggregate(
        none=Count("pk", filter=in_stage(register, "", as_of)), **wanted))
    return {NONE_YET: asked["none"]} | {m.name: asked[f"n{n}"] for n, m in enumerate(register.milestones)}


def term_counts(register: Register, records: QuerySet[Any], name: str) -> dict[str, int]:
    """How many of the records have each term of a column."""
    sql, params = records.order_by().query.sql_with_params()
    return remembered(standing().of(register.code), ("terms", name, sql, repr(params)), lambda: dict(
        records.order_by().values_list(name).annotate(n=Count("pk"))))
