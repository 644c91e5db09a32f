"""robots.txt in all its forms: one host each, with one report behind it."""

from tests.site.faults.refusals import challenge_412
from tests.site.faults.trouble import Trouble, listed
from tests.site.model import Ask, Reply

__all__ = ["CRAWL_DELAY", "troubles"]

#: seconds, of the host `robots-delay`
CRAWL_DELAY = 7
_PLAIN = "text/plain"
_HTML = "<html><body>User-agent: *<br>Disallow: /</body></html>"
#: host -> robots.txt, and how the reports end
_RULES: dict[str, tuple[Reply, str]] = {
    "robots-none": (Reply("", 404), "fetched"),
    "robots-empty": (Reply("", content_type=_PLAIN), "fetched"),
    "robots-html": (Reply(_HTML), "fetched"),
    "robots-closed": (
        Reply("User-agent: *\nDisallow: /\n", content_type=_PLAIN),
        "refused",
    ),
    "robots-reports": (
        Reply("User-agent: *\nDisallow: /zfxxgknb/20*\n", content_type=_PLAIN),
        "refused",
    ),
    "robots-others": (
        Reply("User-agent: badbot\nDisallow: /\n", content_type=_PLAIN),
        "fetched",
    ),
    "robots-by-name": (
        Reply(
            "User-agent: *\nDisallow:\n\nUser-agent: ogi\nDisallow: /\n",
            content_type=_PLAIN,
        ),
        "refused",
    ),
    "robots-delay": (
        Reply(f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n", content_type=_PLAIN),
        "fetched",
    ),
    "robots-bom": (
        Reply("\ufeffUser-agent: *\r\nDisallow: /\r\n", content_type=_PLAIN),
        "refused",
    ),
    "robots-403": (Reply("", 403), "fetched"),
    "robots-500": (Reply("", 500), "refused"),
    "robots-429": (Reply("", 429), "refused"),
    # any 4xx means that there are no rules (RFC 9309, 2.3.1.3)
    "robots-412": (challenge_412(), "fetched"),
    "robots-hang": (Reply("", fault="hang"), "refused"),
}


def _ruled(name: str, rules: Reply, outcome: str) -> Trouble:
    def special(ask: Ask) -> Reply | None:
        return rules if ask.path == "/robots.txt" else None

    return listed(name, special, ends={"{2025}": outcome}, years=(2025, 2025))


def troubles() -> list[Trouble]:
    return [_ruled(name, *rule) for name, rule in _RULES.items()]
