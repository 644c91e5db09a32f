"""What may be chosen, and the sentence that refuses what may not."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.registry import Registry
from pipeline.selection import EVERYTHING, Selection
from pipeline.settings import Settings

SOURCE, ZONE = "fujian-pingtan-demo", "fujian-pingtan-zone"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Settings.of(tmp_path_factory.mktemp("root"), demo=True).registry()


def test_everything_is_everything(registry: Registry) -> None:
    assert EVERYTHING.is_everything
    assert not EVERYTHING.is_of_reports
    EVERYTHING.check(registry, ["fujian"])
    found = EVERYTHING.sources_in(registry, ["fujian"])
    assert [s.source_id for s in found] == [SOURCE]


@pytest.mark.parametrize(
    "chosen",
    [
        Selection(sources=(SOURCE,)),
        Selection(institutions=(ZONE,)),
        Selection((SOURCE,), (ZONE,), (2023,)),
        Selection(years=(2003,)),
    ],
)
def test_what_fits_is_found(registry: Registry, chosen: Selection) -> None:
    chosen.check(registry, ["fujian", "henan"])
    found = [s.source_id for s in chosen.sources_in(registry, ["fujian"])]
    assert found == [SOURCE]
    assert not chosen.is_everything


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (
            Selection(sources=("fujian-pingtan-dem",)),
            "there is no source 'fujian-pingtan-dem'; did you mean "
            "'fujian-pingtan-demo'?; all are in data/registry/hosts/",
        ),
        (
            Selection(sources=("henan-zhumadian-demo",)),
            "source henan-zhumadian-demo is of province henan, the run is over fujian; "
            "choose henan",
        ),
        (
            Selection(institutions=("fujian-pingtan",)),
            "there is no institution 'fujian-pingtan'; did you mean "
            "'fujian-pingtan-zone'?; all are in data/registry/hosts/",
        ),
        (
            Selection(institutions=("henan-zhumadian",)),
            "institution henan-zhumadian is of province henan, the run is over fujian; "
            "choose henan",
        ),
        (Selection(years=(2002,)), "expected years from 2003 to "),
        (Selection(years=(2999,)), "found 2999: the year that a report is about"),
        (
            Selection((SOURCE,), ("shanghai-general-office",)),
            "institution shanghai-general-office is of province shanghai",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    registry: Registry, chosen: Selection, said: str
) -> None:
    with pytest.raises(UsageError) as error:
        chosen.check(registry, ["fujian"])
    assert said in str(error.value)


def test_what_is_not_enabled_names_the_file(registry: Registry) -> None:
    off = registry.sources[SOURCE].model_copy(update={"enabled": False})
    other = replace(registry, sources={**registry.sources, SOURCE: off})
    place = str(Path("hosts") / "fujian" / f"{off.host}.yml")
    for chosen in (Selection((SOURCE,)), Selection(institutions=(ZONE,))):
        with pytest.raises(UsageError, match=r"set enabled: true in .*") as error:
            chosen.check(other, ["fujian"])
        assert place in str(error.value)
        # what was archived before it was switched off may be read again
        chosen.check(other, ["fujian"], only_enabled=False)


def test_a_pair_that_nothing_fits_is_refused(registry: Registry) -> None:
    provinces = ["fujian", "henan"]
    other = "henan-zhumadian"
    with pytest.raises(UsageError, match=f"{SOURCE} lists none of the institutions"):
        Selection((SOURCE,), (other,)).check(registry, provinces)
    # a part of it would fit, and the rest would be left out without a word
    with pytest.raises(UsageError, match=f"none of the sources {SOURCE} lists {other}"):
        Selection((SOURCE,), (ZONE, other)).check(registry, provinces)
    with pytest.raises(UsageError, match="henan-zhumadian-demo lists none of"):
        Selection((SOURCE, "henan-zhumadian-demo"), (ZONE,)).check(registry, provinces)


def test_an_institution_that_nothing_lists_may_be_read_again(
    registry: Registry,
) -> None:
    alone = replace(registry, sources={})
    chosen = Selection(institutions=(ZONE,))  # its reports lay in the inbox
    chosen.check(alone, ["fujian"], only_enabled=False)
    with pytest.raises(UsageError, match=r"no enabled source lists .* `ogi sources"):
        chosen.check(alone, ["fujian"])
    with pytest.raises(UsageError, match="is of province fujian, the run is over"):
        chosen.check(alone, ["henan"], only_enabled=False)


def test_the_part_of_a_choice_that_concerns_a_province(registry: Registry) -> None:
    chosen = Selection(institutions=(ZONE, "henan-zhumadian"), years=(2024,))
    assert chosen.part_in(registry, ["fujian"]) == Selection((), (ZONE,), (2024,))
    assert chosen.part_in(registry, ["xizang"]) is None
    assert EVERYTHING.part_in(registry, ["xizang"]) == EVERYTHING
    both = Selection((SOURCE,), ("henan-zhumadian",))
    assert both.part_in(registry, ["fujian"]) is None


def test_what_was_deposited_is_in_the_own_province_of_its_institution(
    registry: Registry,
) -> None:
    """Its listing may stand on a portal of another province, or nowhere."""
    zone = registry.institutions[ZONE]
    moved = zone.model_copy(update={"province_id": "xizang"})
    registry = replace(registry, institutions={**registry.institutions, ZONE: moved})
    chosen = Selection(institutions=(ZONE,))
    assert chosen.part_in(registry, ["xizang"]) is None
    assert chosen.part_in(registry, ["xizang"], archived=True) == chosen
    chosen.check(registry, ["xizang"], only_enabled=False)
    with pytest.raises(UsageError, match="is of province fujian"):
        chosen.check(registry, ["xizang"])
