"""Writes tests/cases/respond-by.jsonl: about 3,000 asks with the oracle's answers.

    pip install tzdata==2025.2
    pip install --no-deps country_converter==1.3.2
    python3.11 make_cases.py

The chances taken come from one fixed seed. tzdata 2025.2 is tz 2025b, the version the engine is built
with; in zones with daylight saving no case reaches past 2037, where compiled tables end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import make_tables
import oracle
from asks import (
    CHANCE,
    SHIFTING,
    STEADY,
    ask,
    chance_days,
    chance_instant,
    custom,
    duration,
    local_day,
    midnight_utc,
    transitions,
    wall,
    where,
    window_of,
)
from oracle import DAY, SECOND

TOTAL = 3000
HOUR = 3600 * SECOND
NUDGES = {"1s-before": -SECOND, "1ns-before": -1, "at": 0, "1ns-after": 1, "1s-after": SECOND}
# A severity of each length that is counted in business hours.
COUNTED = [("professional-direct", "b"), ("subscription", "b"), ("premier", "c"), ("subscription", "c")]
WITHIN = "PT30M PT45M PT1H PT1H30M PT3H PT8H PT10H PT16H PT24H PT40H PT75H PT100H PT360H PT1000H".split()

# Zones whose clocks changed, and the years looked through. Many change on a working day. No zone is
# asked about in years on which tz 2025b and 2026f disagree (Casablanca and Havana from 2026 on).
CHANGES = {
    "Europe/Brussels": (2015, 2037),
    "America/Los_Angeles": (2015, 2037),
    "America/New_York": (2015, 2037),
    "America/Havana": (2015, 2025),
    "America/Sao_Paulo": (2015, 2019),
    "America/Caracas": (2016, 2016),
    "America/Nuuk": (2015, 2025),
    "Australia/Sydney": (2015, 2037),
    "Australia/Lord_Howe": (2015, 2037),
    "Pacific/Apia": (2015, 2021),
    "Pacific/Chatham": (2015, 2037),
    "Pacific/Norfolk": (2015, 2022),
    "Africa/Cairo": (2023, 2037),
    "Africa/Casablanca": (2015, 2025),
    "Africa/Juba": (2021, 2021),
    "Africa/Khartoum": (2017, 2017),
    "Africa/Sao_Tome": (2018, 2019),
    "Africa/Windhoek": (2015, 2017),
    "Asia/Almaty": (2024, 2024),
    "Asia/Amman": (2015, 2022),
    "Asia/Damascus": (2015, 2022),
    "Asia/Gaza": (2015, 2022),
    "Asia/Jerusalem": (2015, 2037),
    "Asia/Pyongyang": (2015, 2018),
    "Asia/Qyzylorda": (2018, 2018),
    "Asia/Tehran": (2015, 2022),
    "Europe/Istanbul": (2015, 2016),
    "Europe/Volgograd": (2018, 2020),
    "Antarctica/Troll": (2015, 2037),
}
# Apia left out Friday, 30 December 2011: from UTC-10 to UTC+14.
DATE_LINE = ("Pacific/Apia", 1_325_239_200, -10 * 3600, 14 * 3600)
# No change at all, where a wrong table has one.
NO_CHANGE = {
    "Asia/Kathmandu": ["2016-03-25", "2021-10-29"],
    "Europe/Istanbul": ["2016-10-28", "2017-03-24"],
    "America/Sao_Paulo": ["2019-11-01", "2024-11-01"],
    "Pacific/Apia": ["2021-09-24", "2024-04-05"],
    "Asia/Tehran": ["2023-03-21", "2024-09-20"],
}


def cells() -> Iterator[dict]:
    """Every plan, severity and region of S21 and S04, filed at four chance instants."""
    severities = ["critical", "a", "b", "standard", "c"]
    for plan, severity, region in product(oracle.RESPONSE_TIMES, severities, oracle.HOURS):
        for _ in range(4 if severity in oracle.RESPONSE_TIMES[plan] else 1):
            filed = chance_instant(2015, 2037)
            yield ask("cell", plan, severity, where(region), filed, holidays=chance_days(filed, 3))


def edges() -> Iterator[dict]:
    """Filing and deadline a moment before, at and after opening and closing; nights and weekends."""
    for region in oracle.HOURS:
        place = where(region)
        monday = date(2026, 3, 2) + timedelta(weeks=CHANCE.randrange(-500, 550))
        for weekday, (edge, (nudge, by)) in product((0, 2, 4), product((0, 1), NUDGES.items())):
            instant = window_of(place, monday + timedelta(days=weekday))[edge] + by
            name = f"filed-{nudge}-{('opening', 'closing')[edge]}"
            yield ask(name, *CHANCE.choice(COUNTED), place, instant)
        for (plan, severity), (nudge, by) in product(COUNTED[1:], NUDGES.items()):
            opens, closes = window_of(place, monday + timedelta(days=4))
            limit = oracle.parse_duration(oracle.RESPONSE_TIMES[plan][severity][0])
            yield ask(f"due-{nudge}-closing", plan, severity, place, closes - limit + by)
        for days in (1, 5, 12):
            opens, closes = window_of(place, monday)
            whole, within = closes - opens, days * (closes - opens) // (60 * SECOND)
            yield ask("whole-days", *COUNTED[0], place, opens, within=duration(within))
            yield ask("whole-days", *COUNTED[0], place, opens + whole // 3, within=duration(within))
        for hours in (3, 12, 20, 30, 36, 43.5, 60):
            closes = window_of(place, monday + timedelta(days=4))[1]
            yield ask("weekend", *CHANCE.choice(COUNTED), place, closes + int(hours * HOUR))


def changes() -> Iterator[dict]:
    """Windows before, across, inside and after every kind of clock change."""
    for zone, (first, last) in CHANGES.items():
        found = transitions(zone, first, last)
        weekday = [change for change in found if local_day(*change[:2]).weekday() < 5]
        kept = CHANCE.sample(weekday, min(4, len(weekday)))
        kept += CHANCE.sample(found, min(6 - len(kept), len(found)))
        for instant, before, after in dict.fromkeys(kept):
            yield from around(zone, instant, before, after)
    for _ in range(4):
        yield from around(*DATE_LINE)
    for zone, days in NO_CHANGE.items():
        for day in days:
            noon = midnight_utc(date.fromisoformat(day)) + 12 * HOUR
            yield ask("no-change", *CHANCE.choice(COUNTED), custom(zone), noon, within="PT10H")
            yield ask("no-change", *COUNTED[3], custom(zone, "22:00", "06:00"), noon)


def around(zone: str, instant: int, before: int, after: int) -> Iterator[dict]:
    """Asks about one change, with windows whose ends lie in or beside the gap or the overlap."""
    kind = "gap" if after > before else "overlap"
    early, late = sorted((instant + each) // 60 % (24 * 60) for each in (before, after))
    if late - early > 12 * 60:
        # The change runs over midnight.
        early, late = late, early + 24 * 60
    middle = (early + late) // 2
    pairs: list = [None, (0, 24 * 60)]
    if abs(after - before) == DAY:
        # Apia left out a Friday: the rules do not say what opens on a day that never was, so no
        # window here reaches from it into the next.
        pairs += [(6 * 60, 20 * 60)]
    else:
        pairs += [(early - 120, late + 120)]
        if local_day(instant, before).weekday() < 6:
            pairs += [(early, late), (early + 5, late - 5), (middle, late + 90), (early - 90, middle)]
            pairs += [(late, early), (middle, early - 30), (late + 60, middle), (middle, middle - 15)]
    for pair in pairs:
        place = custom(zone, wall(pair[0]), wall(pair[1], True)) if pair else custom(zone)
        hours = CHANCE.choice((-74, -50, -26, -9, -2.5, -0.75, -0.25, 0, 0.5))
        filed = instant * SECOND + int(hours * HOUR)
        yield ask(kind, *CHANCE.choice(COUNTED), place, filed, within=CHANCE.choice(WITHIN[:11]))


def days_off() -> Iterator[dict]:
    """Runs of holidays, holidays on weekends, across New Year, in the zone of the hours."""
    for region, year in product(oracle.HOURS, (2015, 2019, 2022, 2026, 2028, 2031, 2037)):
        place = where(region)
        start = date(year, CHANCE.randrange(1, 12), CHANCE.randrange(1, 28))
        for length in (1, 4, 11):
            days = [f"{start + timedelta(days=each)}" for each in range(length)]
            filed = midnight_utc(start) + CHANCE.randrange(-40 * 3600, 40 * 3600) * SECOND
            yield ask("holidays", *CHANCE.choice(COUNTED), place, filed, holidays=days)
        if year < 2037:
            closed = [f"{year}-12-{day}" for day in (24, 25, 26, 31)] + [f"{year + 1}-01-01"]
            filed = midnight_utc(date(year, 12, 23)) + CHANCE.randrange(72 * 3600) * SECOND
            counted = CHANCE.choice(COUNTED)
            yield ask("new-year", *counted, place, filed, holidays=closed, within="PT24H")
    for zone, (opening, closing) in product(
        ("Europe/Dublin", "Asia/Kathmandu", "America/Bogota"),
        (("22:00", "06:00"), ("16:00", "00:00"), ("16:00", "24:00"), ("12:00", "11:59")),
    ):
        for offset in range(-1, 6):
            monday = date(2026, 3, 2) + timedelta(weeks=CHANCE.randrange(-500, 550))
            closed = [f"{monday + timedelta(days=each)}" for each in (1, 4)]
            filed = midnight_utc(monday + timedelta(days=offset)) + CHANCE.randrange(DAY) * SECOND
            place, counted = custom(zone, opening, closing), CHANCE.choice(COUNTED)
            yield ask("overnight", *counted, place, filed, holidays=closed, within="PT10H")


def limits() -> Iterator[dict]:
    """A contract's own limits, from half an hour to a thousand hours, on both clocks."""
    for region, within in product(oracle.HOURS, WITHIN):
        for plan, severity in (CHANCE.choice(COUNTED), ("premier", "b")):
            filed = chance_instant(2015, 2036)
            days = chance_days(filed, 9)
            yield ask("within", plan, severity, where(region), filed, holidays=days, within=within)


def late_years() -> Iterator[dict]:
    """2038 and 2039, in zones whose clocks stand still."""
    for region, _ in product(("asia-pacific", "japan", "south-america", "other"), range(8)):
        place = where(region, STEADY) if region in STEADY else {"region": region}
        filed = chance_instant(2038, 2039)
        yield ask("late-year", *CHANCE.choice(COUNTED), place, filed, holidays=chance_days(filed, 5))


def countries() -> Iterator[dict]:
    """Every country once, by its code instead of its region."""
    for code, region in make_tables.regions().items():
        place = {"country": code} | ({"zone": where(region)["zone"]} if region in SHIFTING else {})
        yield ask(f"country-{code}", *CHANCE.choice(COUNTED), place, chance_instant(2023, 2035))


def zone_of_the_customer() -> Iterator[dict]:
    """Where S04 names the zone, the customer's own zone changes nothing."""
    zones = {
        "asia-pacific": ["Australia/Sydney", "Asia/Kolkata"],
        "japan": ["America/New_York"],
        "emea": ["Europe/Athens", "Africa/Lagos", "Asia/Dubai"],
        "north-america": ["America/Toronto", "Pacific/Honolulu"],
    }
    for region, names in zones.items():
        for zone, _ in product(names, range(4)):
            place = {"region": region, "zone": zone}
            yield ask("zone-of-customer", *CHANCE.choice(COUNTED), place, chance_instant(2020, 2030))


def anything() -> Iterator[dict]:
    """Chance asks without end."""
    while True:
        region = CHANCE.choice(list(oracle.HOURS))
        place = where(region)
        if CHANCE.random() < 0.4:
            opening = CHANCE.randrange(0, 24 * 60, 5)
            closing = CHANCE.choice([each for each in range(5, 24 * 60 + 1, 5) if each != opening])
            place |= {"open": wall(opening), "close": wall(closing, True)}
        filed = chance_instant(2015, 2036) + CHANCE.choice((0, 0, CHANCE.randrange(SECOND)))
        plan = CHANCE.choice(list(oracle.RESPONSE_TIMES))
        severity = CHANCE.choice(list(oracle.RESPONSE_TIMES[plan]))
        plan, severity = CHANCE.choice([(plan, severity), *COUNTED])
        within = {"within": CHANCE.choice(WITHIN)} if CHANCE.random() < 0.4 else {}
        yield ask("chance", plan, severity, place, filed, holidays=chance_days(filed, 8), **within)


def main() -> None:
    regions = make_tables.regions()
    rows: dict[str, str] = {}
    sections = [cells, edges, changes, days_off, limits, late_years, countries, zone_of_the_customer]
    for case in (case for section in [*sections, anything] for case in section()):
        expected = oracle.respond_by(case, regions)
        if case["id"] != "late-year" and expected.get("due_at", "") > "2037-12-31":
            continue
        case["id"] = f"{len(rows) + 1:04}-{case['id']}"
        key = json.dumps({name: value for name, value in case.items() if name != "id"})
        rows.setdefault(key, json.dumps({"ask": case, "expect": expected}))
        if len(rows) == TOTAL:
            break
    path = make_tables.CASES / "respond-by.jsonl"
    path.write_text("".join(f"{row}\n" for row in rows.values()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
