"""The auditor at work (核数): text in, report out. The stages in their order, nothing else."""

from __future__ import annotations

from pathlib import Path

from yulin.audit.gaps import find_gaps
from yulin.audit.heads import name_cells, name_units
from yulin.audit.measures import measure
from yulin.audit.phrases import describe
from yulin.audit.places import Place, paragraphs_of
from yulin.audit.relations.accounts import find_accounts
from yulin.audit.relations.averages import find_averages, find_products
from yulin.audit.relations.balances import find_balances
from yulin.audit.relations.blocks import find_blocks
from yulin.audit.relations.changes import find_changes
from yulin.audit.relations.columns import find_columns
from yulin.audit.relations.comparisons import find_comparisons
from yulin.audit.relations.conversions import find_conversions
from yulin.audit.relations.dates import find_dates
from yulin.audit.relations.explained import without_explained
from yulin.audit.relations.families import find_families
from yulin.audit.relations.layouts import plain_tables
from yulin.audit.relations.listings import find_listings
from yulin.audit.relations.multiples import find_multiples
from yulin.audit.relations.outcomes import find_outcomes
from yulin.audit.relations.points import find_contributions, find_points
from yulin.audit.relations.rates import find_rates
from yulin.audit.relations.repeats import find_repeats
from yulin.audit.relations.shares import find_shares
from yulin.audit.relations.standings import find_standings
from yulin.audit.relations.structures import find_bare_lists, find_structures
from yulin.audit.relations.sums import find_sums
from yulin.audit.relations.tables import Table, find_table_relations, tables_of
from yulin.audit.relations.totals import find_totals
from yulin.audit.relations.yearly import find_yearly
from yulin.audit.report import AuditReport, Relation
from yulin.audit.scanner import scan
from yulin.audit.scopes import find_scopes
from yulin.audit.structure import Reading, read


def audit_text(text: str, path: str = "", places: tuple[Place, ...] | None = None,
               remarks: tuple[str, ...] = ()) -> AuditReport:
    """Audit ``text``: its quantities, what does not hold, and what was checked and holds.

    path names the document in the report; places say where its pages and paragraphs begin (None: its lines).
    """
    reading = read(text, scan(text))
    name_units(reading)
    for q in reading.quantities:
        run = reading.runs.get(q.number)
        first = run.quantities[0].number if run is not None else q.number
        describe(q, reading.sentence_head(q)[-160:], reading.quantities[first - 2] if first > 1 else None)
    measure(reading)
    drawn = list(tables_of(reading))
    relations = without_explained(text, _relations(reading, [*drawn, *plain_tables(reading)]))
    name_cells(reading, drawn)
    relations.sort(key=lambda r: (r.span, r.kind))
    report = AuditReport(path, text, reading.quantities,
                         places=paragraphs_of(text) if places is None else places, remarks=remarks)
    report.take(_unique(relations))
    return report


def audit_path(path: str | Path) -> AuditReport:
    """Audit the document at ``path`` (.txt .md .html .docx .pdf, and .doc .wps where LibreOffice is installed).

    Raises Refusal when the file cannot be read.
    """
    from yulin.audit.documents import read_document

    document = read_document(Path(path))
    return audit_text(document.text, str(path), document.places, document.remarks)


def _relations(reading: Reading, tables: list[Table]) -> list[Relation]:
    scopes = find_scopes(reading)
    return [*find_sums(reading, scopes), *find_totals(reading), *find_families(reading), *find_blocks(reading),
            *find_rates(reading), *find_shares(reading, scopes), *find_structures(reading),
            *find_bare_lists(reading),
            *find_conversions(reading), *find_changes(reading), *find_balances(reading), *find_points(reading),
            *find_contributions(reading), *find_outcomes(reading), *find_averages(reading), *find_products(reading),
            *find_comparisons(reading), *find_listings(reading), *find_dates(reading),
            *find_accounts(reading), *find_multiples(reading), *find_yearly(reading), *find_standings(reading),
            *find_repeats(reading), *find_table_relations(tables), *find_columns(tables),
            *find_gaps(reading)]


_RANK = {None: 0, "error": 1, "warning": 2, "note": 3}


def _unique(relations: list[Relation]) -> list[Relation]:
    """Each relation once, in its firmest statement; a likely pair only where nothing firmer binds its numbers."""
    bound = {q.number for r in relations if r.rule != "known_pair" for q in r.quantities}
    agreed = {(r.kind, r.mark) for r in relations if r.level is None and r.kind == "sum"}
    chosen: dict[tuple[str, tuple[int, ...]], Relation] = {}
    for relation in relations:
        if relation.level == "note" and (relation.kind, relation.mark) in agreed:
            continue
        if relation.rule == "known_pair" and all(q.number in bound for q in relation.quantities):
            continue
        key = (relation.kind, tuple(q.number for q in relation.quantities) or relation.span)
        if key not in chosen or _RANK[relation.level] < _RANK[chosen[key].level]:
            chosen[key] = relation
    return list(chosen.values())
