"""The jobs: what can be run by hand, from the command line or every night.

Each ends with the models and the release, so that one click is enough. What a job
leaves open is picked in its dialog: provinces as partitions, the rest in its config
(`assets.choice`). When the nightly one runs is in `assets.nightly`.
"""

from dagster import AssetSelection, RunConfig, define_asset_job
from dagster._core.definitions.unresolved_asset_job_definition import (
    UnresolvedAssetJobDefinition,
)

from assets.choice import MODE_TAG, MODES, CrawlConfig, ReadConfig
from assets.inbox import TAKE_IN

__all__ = ["NIGHTLY", "jobs"]

NIGHTLY = "nightly_refresh"
#: what the launchpad opens with: the lists to fill in
_CRAWL = RunConfig(ops={"crawl": CrawlConfig()})
_READ = RunConfig(ops={"read_reports": ReadConfig()})
_ALL = AssetSelection.all()
_RAW = AssetSelection.groups("raw")
_INBOX = AssetSelection.assets("raw_deposits")
#: a file of the inbox may be of any province: a run over some would move it out of the
#: way and not read it
_CHOSEN = _ALL - _INBOX


def _job(
    name: str,
    mode: str,
    selection: AssetSelection,
    zh: str,
    en: str,
    config: RunConfig | None = None,
) -> UnresolvedAssetJobDefinition:
    if mode not in MODES:
        raise ValueError(f"{mode} is no mode of assets.choice")
    return define_asset_job(
        name,
        selection,
        config=config,
        description=f"{en}\n\n{zh}",
        tags={MODE_TAG: mode},
    )


jobs = [
    _job(
        NIGHTLY,
        "refresh",
        _ALL,
        "每晚更新：一次运行采集全部已启用来源，模型与发布各一次；无变化则不发布。",
        "All enabled sources of all provinces in one run, then the models and the "
        "release, once. Nothing changed: nothing is published. The schedule `nightly` "
        "starts it; by hand, pick all provinces.",
    ),
    _job(
        "refresh_provinces",
        "refresh",
        _CHOSEN,
        "更新所选省份：在对话框中选择一个或多个省份。",
        "The provinces that you pick in the dialog: crawl, read, models, release. "
        "Neighbours in the list are one run; others follow each other.",
    ),
    _job(
        "refresh_source",
        "source",
        _CHOSEN,
        "更新指定来源：选择其所在省份，并在配置中写明来源编号。",
        "Chosen sources: pick their province and name them in the config.\n\n"
        "    ops: {crawl: {config: {sources: [fujian-pingtan-zfxxgknb]}}}",
        _CRAWL,
    ),
    _job(
        "refresh_report",
        "report",
        _CHOSEN,
        "更新指定机关的指定年度报告：选择省份，并在配置中写明机关与年度。",
        "The reports of an institution about a year: pick its province and name both "
        "in the config.\n\n"
        "    ops: {crawl: {config: {institutions: [fujian-pingtan-zone], "
        "years: [2024]}}}",
        _CRAWL,
    ),
    _job(
        TAKE_IN,
        "refresh",
        _ALL - (_RAW - _INBOX),
        "收件：收下放入收件箱（inbox/）的文件，读取后运行模型并发布；不访问网络。",
        "Files that lie in inbox/ of the data root (docs/inbox.md): taken in, read, "
        "models, release; nothing is fetched. The sensor `inbox` starts it; by hand, "
        "pick all provinces: files of others are left lying.",
    ),
    _job(
        "reextract",
        "reextract",
        _ALL - _RAW,
        "重新提取：不访问网络，重新读取所选省份已存档的报告。",
        "Read the archived documents of the provinces that you pick again, then models "
        "and release; nothing is fetched. All of them, or those named in the config."
        "\n\n    ops: {read_reports: {config: {years: [2024]}}}",
        _READ,
    ),
    _job(
        "rebuild_models",
        "models",
        AssetSelection.groups("seed", "int", "out", "publish"),
        "仅重算模型并发布：不采集、不提取。",
        "Seeds, models and release from what was read before; nothing is fetched, "
        "nothing is read.",
    ),
    _job(
        "rebuild_from_archive",
        "rebuild",
        _ALL,
        "由存档重建：仅凭存档与抓取日志重新生成所选省份的全部数据表，不访问网络。",
        "Every table of the provinces that you pick, again, from the archive and the "
        "fetch log alone; nothing is fetched. Also what `ogi rebuild` does.",
    ),
]
