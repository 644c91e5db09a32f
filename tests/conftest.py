"""What tests of several packages share: the demonstration, run once a session."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import steps
from pipeline.publish import publish
from pipeline.settings import Settings
from pipeline.sqlmodels import load_models


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data root of the demonstration, crawled, read, modelled and published.

    It is shared: copy it before writing into it.
    """
    root = tmp_path_factory.mktemp("demo") / "root"
    settings = replace(Settings.of(root, demo=True), delay_scale=0.0)
    settings.prepare()
    for name in steps.SEED_TABLES:
        steps.write_seed(settings, name)
    sources = settings.registry().sources.values()
    for province in sorted({source.province_id for source in sources}):
        steps.crawl_province(settings, province)
        steps.read_province(settings, province)
    for model in load_models():
        steps.build_model(settings, model)
    publish(settings.root, is_demo=True)
    return root
