"""What the comparison of prose and tables found against what was planted.

A claim must differ where its number was made up, and where the table prints another one
than the true one that prose states (`pipeline.synth.prose`). Recall: the share of these
that are mismatches. Precision: the share of the mismatches that must be.
"""

from dataclasses import dataclass

import duckdb

from pipeline.settings import Settings
from pipeline.synth.lake import planted_path
from pipeline.warehouse import scan

__all__ = ["Compared", "Kind", "measure_claims"]

_SQL = """
create table expected as
select
    p.institution_id,
    p.report_year,
    p.kind,
    unnest(p.claims) as claim_no
from {planted} as p;

create table compared as
select
    coalesce(e.institution_id, c.institution_id) as institution_id,
    coalesce(e.report_year, c.report_year) as report_year,
    coalesce(e.claim_no, c.claim_no) as claim_no,
    e.kind,
    e.claim_no is not null as is_expected,
    coalesce(c.outcome = 'mismatch', false) as is_found
from expected as e
full outer join (from {claims} where outcome = 'mismatch') as c
    on
        e.institution_id = c.institution_id
        and e.report_year = c.report_year
        and e.claim_no = c.claim_no
"""
_KINDS = """
select
    c.kind,
    count(*) as expected,
    count(*) filter (where c.is_found) as found
from compared as c
where c.is_expected
group by all
order by all
"""
_OUTCOMES = """
select
    c.outcome,
    c.reason,
    count(*) as claims
from {claims} as c
group by all
order by all
"""
_Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: claims that must differ because of it, and that do."""

    kind: str
    expected: int
    found: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Mismatches, against those that there must be.

    Attributes:
        expected: how many there must be.
        found: how many there are.
        missed: must differ and do not: institution, year, number of the claim.
        wrong: differ and need not.
        kinds: the same by kind of error.
        outcomes: of all claims: outcome, reason, how many.
    """

    expected: int
    found: int
    missed: tuple[_Place, ...]
    wrong: tuple[_Place, ...]
    kinds: tuple[Kind, ...]
    outcomes: tuple[tuple[str, str | None, int], ...]

    @property
    def recall(self) -> float:
        """Share of what must differ that does."""
        return 1 - len(self.missed) / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """Share of what differs that must."""
        return 1 - len(self.wrong) / self.found if self.found else 1.0


def measure_claims(settings: Settings) -> Compared | None:
    """Compare `out_claims` of a root of made-up figures with what was planted.

    None where the lake has no compared claims.
    """
    files = settings.lake.files("out_claims")
    if not files:
        return None
    names = {"planted": scan([planted_path(settings)]), "claims": scan(files)}
    with duckdb.connect(":memory:") as connection:
        connection.execute(_SQL.format(**names))
        rows = connection.execute(
            "select * exclude (kind) from compared order by all"
        ).fetchall()
        kinds = connection.execute(_KINDS).fetchall()
        outcomes = connection.execute(_OUTCOMES.format(**names)).fetchall()
    return Compared(
        expected=sum(is_expected for *_, is_expected, _ in rows),
        found=sum(is_found for *_, is_found in rows),
        missed=tuple((i, y, n) for i, y, n, _, is_found in rows if not is_found),
        wrong=tuple((i, y, n) for i, y, n, is_expected, _ in rows if not is_expected),
        kinds=tuple(Kind(*row) for row in kinds),
        outcomes=tuple(outcomes),
    )
