"""The parts from which make_cases.py puts its asks together."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta, timezone

import oracle
from oracle import DAY, SECOND

# Every chance taken comes from here, so the cases are the same each time.
CHANCE = random.Random(20260302)

# Zones that never had daylight saving since 2015 and are asked about up to 2039.
STEADY = {
    "south-america": ["America/Bogota", "America/Lima", "America/La_Paz"],
    "other": ["Asia/Kathmandu", "Asia/Kolkata", "America/Panama", "Pacific/Marquesas"],
}
SHIFTING = {
    "south-america": ["America/Sao_Paulo", "America/Santiago", "America/Asuncion", "America/Caracas"],
    "other": [
        "America/New_York",
        "America/St_Johns",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Africa/Cairo",
        "Asia/Jerusalem",
        "Europe/Dublin",
    ],
}


def ask(name: str, plan: str, severity: str, place: dict, filed: int, holidays=(), **more) -> dict:
    """One ask in the batch form of the command line."""
    return {
        "id": name,
        "plan": plan,
        "severity": severity,
        **place,
        "filed_at": oracle.format_instant(filed),
        "holidays": sorted(holidays) or "none",
        **more,
    }


def where(region: str, zones: dict[str, list[str]] | None = None) -> dict:
    """The region, with a zone where S04 leaves it to the customer."""
    either = (zones or {each: SHIFTING[each] + STEADY[each] for each in STEADY}).get(region)
    return {"region": region} | ({"zone": CHANCE.choice(either)} if either else {})


def custom(zone: str, opening: str | None = None, closing: str | None = None) -> dict:
    """The region whose hours are kept in that zone, with hours of one's own."""
    named = {oracle.HOURS[region][0]: {"region": region} for region in oracle.HOURS}
    place = named.get(zone) or {"region": "other", "zone": zone}
    return place | ({"open": opening, "close": closing} if opening and closing else {})


def wall(minute: int, closing: bool = False) -> str:
    """Minutes since midnight as `HH:MM`; a closing at midnight is 24:00."""
    minute %= 24 * 60
    return "24:00" if closing and minute == 0 else f"{minute // 60:02}:{minute % 60:02}"


def duration(minutes: int) -> str:
    """Minutes as an ISO 8601 duration."""
    hours, rest = divmod(minutes, 60)
    return f"PT{hours}H{rest}M" if rest else f"PT{hours}H"


def window_of(place: dict, day: date) -> tuple[int, int]:
    """The opening window of a date."""
    return oracle.window(day, *oracle.hours_of(place, {}))


def transitions(zone: str, first: int, last: int) -> list[tuple[int, int, int]]:
    """The clock changes of a zone: instant in seconds, offset before, offset after."""
    start, end = (midnight_utc(date(year, 1, 1)) // SECOND for year in (first, last + 1))
    found = []
    for hour in range(start, end, 6 * 3600):
        before, after = oracle.offset(zone, hour), oracle.offset(zone, hour + 6 * 3600)
        if before != after:
            minutes = range(hour, hour + 6 * 3600 + 1, 60)
            found.append((next(at for at in minutes if oracle.offset(zone, at) != before), before, after))
    return found


def local_day(instant: int, offset: int) -> date:
    """The date on the zone's clocks."""
    return oracle.EPOCH + timedelta(days=(instant + offset) // DAY)


def midnight_utc(day: date) -> int:
    """The start of a date in UTC."""
    return (day - oracle.EPOCH).days * DAY * SECOND


def chance_instant(first: int, last: int) -> int:
    """A whole second in those years, four times in five on a working day."""
    days = (date(last, 11, 30) - date(first, 1, 2)).days
    day = date(first, 1, 2) + timedelta(days=CHANCE.randrange(days))
    if day.weekday() > 4 and CHANCE.random() < 0.4:
        day -= timedelta(days=3)
    return midnight_utc(day) + CHANCE.randrange(DAY) * SECOND


def chance_days(filed: int, most: int) -> list[str]:
    """Up to so many holidays in the days after the filing."""
    first = datetime.fromtimestamp(filed // SECOND, timezone.utc).date() - timedelta(days=1)
    some = CHANCE.sample(range(14), CHANCE.randrange(most + 1))
    return [f"{first + timedelta(days=each)}" for each in some]
