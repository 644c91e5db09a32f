"""Who reports and for which years, in a made-up country of the real shape.

Provinces and administrative codes are those of the registry; every institution is
invented, and its id (`synth-…`) and name (合成机构) say so. Which figures they report
is in `pipeline.synth.figures`.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from pipeline.registry import Adcode, Province, load_adcodes, load_provinces
from pipeline.registry_model import Institution, Politeness, Source

__all__ = ["YEARS", "Block", "country"]

#: report years: the Regulations (条例) are in force since 2008
YEARS = tuple(range(2008, 2026))
#: share of the institutions of which the report of a year is found
_FOUND = (
    *(0.02, 0.02, 0.03, 0.03, 0.04, 0.05),
    *(0.10, 0.10, 0.11, 0.12, 0.12),
    *(0.80, 0.88, 0.92, 0.93, 0.94, 0.94, 0.92),
)
#: how much of it is a habit of the institution, the rest is chance of the year
_HABIT = 0.8
#: institutions for each government, with itself
_PER_GOVERNMENT = 8
#: share of the governments that report on their jurisdiction, and of those who say it
_COVERS = 0.8
_SAYS_SCOPE = 0.5
#: bodies of the central state, as a share of all
_CENTRAL = 0.006
#: no reports of this kind are published there
_ELSEWHERE = ("taiwan", "hongkong", "macao")
_BELOW = ("department", "town", "zone", "other")
_BELOW_SHARE = (0.72, 0.22, 0.03, 0.03)


@dataclass(frozen=True)
class Block:
    """The institutions of one province.

    Attributes:
        province_id: of the registry.
        number: of the block, from 0: seeds its own random numbers.
        institutions: sorted by id.
        sources: one for each government, and for each body of the central state.
        source_of: for each institution the number of its source.
        above: for each institution the number of the one above it, -1 for none; it
            comes before.
        covers: its reports are about the whole jurisdiction.
        scopes: what its reports say of that: own, jurisdiction or nothing.
        has_report: institution by year of `YEARS`.
    """

    province_id: str
    number: int
    institutions: tuple[Institution, ...]
    sources: tuple[Source, ...]
    source_of: NDArray[np.int64]
    above: NDArray[np.int64]
    covers: NDArray[np.bool_]
    scopes: tuple[str | None, ...]
    has_report: NDArray[np.bool_]


def country(reports: int, seed: int) -> list[Block]:
    """Institutions, province by province, with exactly so many reports."""
    rng = default_rng([seed, 0])
    provinces = [p for p in load_provinces() if p.province_id not in _ELSEWHERE]
    divisions = _divisions(provinces)
    wanted = max(len(provinces), round(reports / sum(_FOUND)))
    sizes = _sizes(provinces, divisions, wanted)
    found = _found(rng, int(sizes.sum()), reports)
    blocks: list[Block] = []
    start = 0
    for number, (province, size) in enumerate(
        zip(provinces, sizes.tolist(), strict=True)
    ):
        names = range(start + 1, start + size + 1)
        blocks.append(
            _block(
                rng,
                number,
                province,
                divisions[province.province_id],
                names,
                found[start : start + size],
            )
        )
        start += size
    return blocks


def _divisions(provinces: list[Province]) -> dict[str, list[Adcode]]:
    """The divisions of each province, each after the one that holds it."""
    by_prefix: dict[str, list[Adcode]] = {}
    for code, division in sorted(load_adcodes().items()):
        by_prefix.setdefault(code[:2], []).append(division)
    return {
        p.province_id: by_prefix[p.adcode[:2]] if p.adcode else [] for p in provinces
    }


def _sizes(
    provinces: list[Province], divisions: dict[str, list[Adcode]], wanted: int
) -> NDArray[np.int64]:
    """Institutions of each province: by its divisions, at least one."""
    weights = np.array([len(divisions[p.province_id]) for p in provinces], dtype=float)
    weights[weights == 0] = _CENTRAL * weights.sum()
    shares = np.floor(wanted * weights / weights.sum())
    sizes: NDArray[np.int64] = np.maximum(1, shares).astype(np.int64)
    sizes[np.argmax(sizes)] += max(0, wanted - int(sizes.sum()))
    return sizes


def _found(rng: Generator, institutions: int, reports: int) -> NDArray[np.bool_]:
    """Which reports there are: those most likely to be, exactly so many."""
    habit = rng.standard_normal((institutions, 1))
    chance = rng.standard_normal((institutions, len(YEARS)))
    likely = np.array([NormalDist().inv_cdf(share) for share in _FOUND])
    score = _HABIT * habit + np.sqrt(1 - _HABIT**2) * chance + likely
    found = np.zeros(score.size, dtype=bool)
    found[np.argsort(-score, axis=None, kind="stable")[:reports]] = True
    return found.reshape(score.shape)


def _block(
    rng: Generator,
    number: int,
    province: Province,
    divisions: list[Adcode],
    names: range,
    found: NDArray[np.bool_],
) -> Block:
    size = len(names)
    ids = [f"synth-{province.province_id}-{n:05d}" for n in range(1, size + 1)]
    if divisions:
        governments = min(len(divisions), max(1, size // _PER_GOVERNMENT))
    else:
        governments = size  # each body of the central state has its own listing
    below = size - governments
    source_of = np.concatenate(
        [np.arange(governments), rng.integers(0, governments, below)]
    )
    kinds = rng.choice(_BELOW, below, p=_BELOW_SHARE)
    by_code = {d.adcode: i for i, d in enumerate(divisions[:governments])}
    institutions = []
    for n in range(size):
        division = divisions[source_of[n]] if divisions else None
        if n >= governments:
            parent, kind = ids[source_of[n]], str(kinds[n - governments])
            if kind == "town" and division and division.level != "county":
                kind = "department"  # towns are below counties
        else:
            above = division.parent_adcode if division else None
            parent = ids[by_code[above]] if above is not None else None
            kind = "government" if division else "central_agency"
        institutions.append(
            Institution.model_validate(
                {
                    "institution_id": ids[n],
                    "name": f"合成机构 {names[n]:05d}",
                    "short_names": (),
                    "province_id": province.province_id,
                    "adcode": division.adcode if division else None,
                    "level": _level(division, kind),
                    "kind": kind,
                    "parent_id": parent,
                    "valid_from": None,
                    "valid_to": None,
                }
            )
        )
    numbers = {one.institution_id: n for n, one in enumerate(institutions)}
    above = [-1 if i.parent_id is None else numbers[i.parent_id] for i in institutions]
    is_government = np.array([i.kind == "government" for i in institutions])
    covers = is_government & (rng.random(size) < _COVERS)
    says = rng.random(size) < _SAYS_SCOPE
    return Block(
        province_id=province.province_id,
        number=number,
        institutions=tuple(institutions),
        sources=tuple(_source(institutions, source_of, n) for n in range(governments)),
        source_of=source_of,
        above=np.array(above),
        covers=covers,
        scopes=tuple(
            _scope(one.kind, covers=bool(covers[n]), says=bool(says[n]))
            for n, one in enumerate(institutions)
        ),
        has_report=found,
    )


def _scope(kind: str, *, covers: bool, says: bool) -> str | None:
    """A government that counts itself alone says so; others may say nothing."""
    if kind == "government" and not covers:
        return "own"
    if not says:
        return None
    return "jurisdiction" if covers else "own"


def _level(division: Adcode | None, kind: str) -> str:
    if division is None:
        return "national"
    return "township" if kind == "town" else division.level


def _source(
    institutions: list[Institution], source_of: NDArray[np.int64], number: int
) -> Source:
    """The listing of a government: its own reports and those of its departments."""
    owner = institutions[number]
    host = f"www.{owner.institution_id}.ogi-synth.test"
    members = np.flatnonzero(source_of == number)
    return Source(
        source_id=owner.institution_id,
        province_id=owner.province_id,
        host=host,
        scheme="https",
        listing_url=f"https://{host}/zfxxgknb/",
        family="generic",
        institution_ids=tuple(institutions[n].institution_id for n in members),
        politeness=Politeness(),
        verified=True,
        verified_on=None,
        evidence="made up",
        enabled=True,
    )
