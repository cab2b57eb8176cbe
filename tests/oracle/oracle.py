"""What `atlas respond-by` and `atlas languages` must answer, worked out the slow way.

The tables are copied from the support policy (topics S02, S04, S21; readings R1, R2, R5, R6, R11) and
the counting walks one day after the other, so that it can be checked by reading. It shares nothing
with the engine it is held against.

    python3.11 oracle.py < asks.jsonl > answers.jsonl     # the batch form of `respond-by`

Instants are whole nanoseconds since 1970 in UTC. A wall-clock time is written as the number of
seconds that 1970-01-01T00:00 plus it would have in UTC. Zones come from the package tzdata, never
from the system.
"""

from __future__ import annotations

import json
import re
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

zoneinfo.reset_tzpath(to=[])

SECOND = 1_000_000_000
DAY = 86_400
EPOCH = date(1970, 1, 1)

# S21. A plan's severities, each with its limit and whether it runs round the clock.
RESPONSE_TIMES = {
    "subscription": {
        "a": ("PT1H", "continuous"),
        "b": ("PT4H", "business-hours"),
        "c": ("PT8H", "business-hours"),
    },
    "professional-direct": {
        "a": ("PT1H", "continuous"),
        "b": ("PT2H", "business-hours"),
        "c": ("PT4H", "business-hours"),
    },
    "premier": {
        "a": ("PT1H", "continuous"),
        "b": ("PT2H", "continuous"),
        "c": ("PT4H", "business-hours"),
    },
    "unified-core": {"critical": ("PT1H", "continuous"), "standard": ("PT8H", "continuous")},
    "unified-advanced": {"critical": ("PT1H", "continuous"), "standard": ("PT4H", "continuous")},
    "unified-performance": {"critical": ("PT30M", "continuous"), "standard": ("PT4H", "continuous")},
}

# S04, R1, R2. The zone None is the customer's own.
HOURS = {
    "asia-pacific": ("Etc/GMT-8", "07:00", "21:00"),
    "japan": ("Asia/Tokyo", "09:00", "17:30"),
    "emea": ("Europe/Brussels", "08:00", "18:00"),
    "north-america": ("America/Los_Angeles", "06:00", "18:00"),
    "south-america": (None, "09:00", "17:00"),
    "other": (None, "09:00", "17:00"),
}

# S02. English is there round the clock; the others keep the region's hours.
LANGUAGES = {
    "asia-pacific": ["chinese-traditional", "chinese-simplified"],
    "japan": ["japanese"],
    "emea": ["spanish", "french", "german", "italian", "portuguese"],
    "north-america": [],
    "south-america": ["spanish", "portuguese"],
    "other": [],
}


def respond_by(ask: dict, regions: dict[str, str]) -> dict:
    """The answer to one ask; `regions` gives the region of each country, for asks that name one."""
    offered = RESPONSE_TIMES[ask["plan"]]
    if ask["severity"] not in offered:
        return {"refusal": "plan-has-no-such-severity", "severities": list(offered)}
    limit, clock = offered[ask["severity"]]
    limit = ask.get("within", limit)
    filed, remaining = parse_instant(ask["filed_at"]), parse_duration(limit)
    if clock == "continuous":
        due = filed + remaining
    else:
        hours = hours_of(ask, regions)
        due = count(filed, remaining, hours, closed_days(ask))
    return {"due_at": format_instant(due), "clock": clock, "limit": limit}


def languages(region: str, at: str, zone: str | None = None) -> list[dict]:
    """The languages of a region and whether somebody answers in them at that instant."""
    instant = parse_instant(at)
    hours = hours_of({"region": region, "zone": zone}, {})
    is_open = any(opens <= instant < closes for opens, closes in first_windows(instant, hours))
    own = [{"language": language, "open_now": is_open} for language in LANGUAGES[region]]
    return [{"language": "english", "open_now": True}, *own]


def count(filed: int, remaining: int, hours: tuple[str, str, str], closed: frozenset[date]) -> int:
    """The instant at which `remaining` nanoseconds of open time have passed since `filed`."""
    now = filed
    for opens, closes in windows(filed, hours, closed):
        if closes <= now:
            continue
        start = max(opens, now)
        if closes - start >= remaining:
            return start + remaining
        remaining -= closes - start
        now = closes
    raise AssertionError("windows never end")


def first_windows(instant: int, hours: tuple[str, str, str]) -> list[tuple[int, int]]:
    """Every window that could contain the instant."""
    found = []
    for opens, closes in windows(instant, hours, frozenset()):
        if opens > instant:
            return found
        found.append((opens, closes))
    return found


def windows(
    filed: int, hours: tuple[str, str, str], closed: frozenset[date]
) -> Iterator[tuple[int, int]]:
    """The opening windows from two days before the filing on, in order; they may overlap.

    A window belongs to the date it opens on, in the zone of the hours: that date must be one from
    Monday to Friday and no holiday, wherever the window ends.
    """
    day = EPOCH + timedelta(days=filed // SECOND // DAY - 2)
    while True:
        if day.weekday() < 5 and day not in closed:
            opens, closes = window(day, *hours)
            if opens < closes:
                yield opens, closes
        day += timedelta(days=1)


@lru_cache(maxsize=100_000)
def window(day: date, zone: str, opening: str, closing: str) -> tuple[int, int]:
    """The window that opens on a date; empty where both ends fall into the same gap."""
    opens, closes = minutes(opening), minutes(closing)
    if opens == closes:
        raise ValueError("opening and closing time are the same")
    if closes < opens:
        closes += 24 * 60
    midnight = (day - EPOCH).days * DAY
    return (
        instants(zone, midnight + opens * 60)[0] * SECOND,
        instants(zone, midnight + closes * 60)[-1] * SECOND,
    )


def instants(zone: str, wall: int) -> list[int]:
    """The instants, in seconds, at which clocks in the zone show a wall-clock time, in order.

    Two where the hour comes twice: an opening is then the first, a closing the last. Where clocks
    skip the time, the first instant after the gap.
    """
    near = range(wall - 15 * 3600, wall + 13 * 3600, 900)
    offsets = {offset(zone, instant) for instant in near}
    shown = sorted(wall - each for each in offsets if offset(zone, wall - each) == each)
    if shown:
        return shown
    every_minute = range(near.start, near.stop, 60)
    return [next(instant for instant in every_minute if instant + offset(zone, instant) >= wall)]


def offset(zone: str, instant: int) -> int:
    """Seconds by which clocks in the zone are ahead of UTC at an instant in seconds."""
    local = datetime.fromtimestamp(instant, zoneinfo.ZoneInfo(zone))
    return round(local.utcoffset().total_seconds())


def hours_of(ask: dict, regions: dict[str, str]) -> tuple[str, str, str]:
    """The zone, opening and closing time that count for an ask."""
    region = ask.get("region") or regions[ask["country"]]
    zone, opening, closing = HOURS[region]
    return zone or ask["zone"], ask.get("open", opening), ask.get("close", closing)


def closed_days(ask: dict) -> frozenset[date]:
    """The holidays of an ask."""
    days = ask["holidays"]
    return frozenset() if days == "none" else frozenset(date.fromisoformat(day) for day in days)


def minutes(text: str) -> int:
    """Minutes since midnight of `HH:MM`, up to 24:00."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def parse_instant(text: str) -> int:
    """Nanoseconds of an RFC 3339 instant."""
    match = re.fullmatch(r"(.{19})(?:\.(\d{1,9}))?(Z|([+-])(\d\d):(\d\d))", text)
    if match is None:
        raise ValueError(f"not an RFC 3339 instant: {text}")
    local = datetime.fromisoformat(match[1]).replace(tzinfo=timezone.utc)
    whole = (local - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(seconds=1)
    if match[4]:
        ahead = (int(match[5]) * 60 + int(match[6])) * 60
        whole -= ahead if match[4] == "+" else -ahead
    return whole * SECOND + int((match[2] or "0").ljust(9, "0"))


def format_instant(instant: int) -> str:
    """An instant as RFC 3339 in UTC, its fraction without trailing zeros."""
    seconds, fraction = divmod(instant, SECOND)
    whole = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    digits = f".{fraction:09}".rstrip("0") if fraction else ""
    return f"{whole:%Y-%m-%dT%H:%M:%S}{digits}Z"


def parse_duration(text: str) -> int:
    """Nanoseconds of an ISO 8601 duration of hours and minutes."""
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", text)
    if match is None or text == "PT":
        raise ValueError(f"not a duration of hours and minutes: {text}")
    return (int(match[1] or 0) * 60 + int(match[2] or 0)) * 60 * SECOND


def main() -> None:
    countries = Path(__file__).parent.parent / "cases" / "countries.json"
    regions = json.loads(countries.read_text(encoding="utf-8"))
    for line in sys.stdin:
        ask = json.loads(line)
        print(json.dumps({"id": ask.get("id"), **respond_by(ask, regions)}))


if __name__ == "__main__":
    main()
