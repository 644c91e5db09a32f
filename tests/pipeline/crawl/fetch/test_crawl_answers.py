"""Stubs and shells: a page that only leads elsewhere is gone, or stands for it."""

import pytest

from pipeline.crawl.fetch.answers import check_body
from pipeline.errors import GoneError


def stub(target: str) -> bytes:
    return (
        f"<html><meta http-equiv='refresh' content='0; url={target}'></html>".encode()
    )


@pytest.mark.parametrize(
    "target",
    [
        "../",
        "../../",
        "/",
        "./",
        "/index.html",
        "http://www.a.gov.cn/",
        "/404.html",
        "",
    ],
)
def test_what_leads_up_or_home_is_gone(target: str) -> None:
    with pytest.raises(GoneError, match="stub"):
        check_body(200, "text/html", stub(target))


@pytest.mark.parametrize(
    "target", ["./2024/", "list.html", "/zwgk/nb/", "http://www.a.gov.cn/nb/"]
)
def test_what_leads_on_is_a_shell(target: str) -> None:
    check_body(200, "text/html", stub(target))
