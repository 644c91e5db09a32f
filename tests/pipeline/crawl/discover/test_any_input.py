"""Readers of Hanweb, TRS and TrueCMS on pages that were cut and mixed up.

A page may be anything, so a reader never raises: what it cannot read it leaves, or says
that it cannot.
"""

from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.crawl.call import Call
from pipeline.crawl.discover import (
    hanweb_jcms,
    hanweb_xxgk,
    jpaas,
    trs,
    trs_search,
    truecms,
)
from pipeline.crawl.discover.page import Page

HOST = "http://www.site.test"
CALLS = (
    Call(f"{HOST}/nb/"),
    Call(f"{HOST}/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=x&page=2"),
    Call(f"{HOST}/module/xxgk/search.jsp?infotypeId=&divid=div1&currpage=y"),
    Call(f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2099"),
    Call(f"{HOST}/front/page/build/unit?tagId=list"),
    Call(f"{HOST}/TrueCMS/messageController/getMessage.do?startrecord=&perpage=0"),
    Call(f"{HOST}/fjdzapp/search", (("channelid", "1"), ("prepage", "0"))),
)
PIECES = (
    "<datastore>", "</datastore>", "<nextgroup><a href='http://[?page=1'></nextgroup>",
    "<record><![CDATA[<li><a href='http://[x'>2024年年报</a>]]></record>",
    "<record>", "</record>", "<totalrecord>99999999999999</totalrecord>",
    "<totalrecord>7</totalrecord>", "$('#1').jpage({", "ajaxParam:{", "}", "})",
    "perPage:0,", "groupSize:'-1',", "totalRecord:'3',", "proxyUrl:'http://[',",
    "'/x/module/xxgk/search.jsp?infotypeId='", "'http://[/module/xxgk/search.jsp'",
    "tree.jsp?area=1", "共 999999999999999999 页", "共 3 页", "2099年度报告",
    "<script src='unitbuild.js' url='http://[' queryData=\"{'a':'b'}\"></script>",
    '{"data":', '{"html":', '"<a href=1>2024年年报</a>"', "[", "]", "{", "}}", "null",
    '{"docs":[{"title":1,"url":"http://["}]}', "cb(", ")", '{"result":"', '"}',
    "'/messageController/getMessage.do'", "columnId:'1'", "id='initData'",
    "'/fjdzapp/search'", "channelid:", "'1'", "prepage: 0", "recordCount: '9'",
    "templet=docs.jsp", "createPageHTML(", "999999999,", "0,", "'index','html')",
    "var countPage = 99999999999999;", "<base href='http://['>", "\ufeff", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize(
    "reader",
    [hanweb_jcms, hanweb_xxgk, jpaas, trs, trs_search, truecms],
    ids=lambda reader: str(reader.__name__).rpartition(".")[2],
)
def test_a_reader_never_raises(reader: ModuleType) -> None:
    recognises: Callable[[Page], bool] = reader.recognises

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(CALLS))
    def check(pieces: list[str], call: Call) -> None:
        page = Page(call.url, "".join(pieces), call)
        assert recognises(page) in {True, False}
        reading = reader.read(page)
        assert sum(len(route.requests) for route in reading.routes) < 1000

    check()
