"""Writes tests/cases/plans.jsonl: plan purchases with where they stand on a day, by the slowest honest method.

    python3.11 plans.py

The standard library alone: days come from `calendar`, sums from `decimal`. Terms and cycles are walked one by one from
the day of purchase, and a plan is followed day by day through its life. The chances taken come from one fixed seed.
"""

from __future__ import annotations

import calendar
import json
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

CHANCE = random.Random(20231031)
TOTAL = 800
DECIMALS = {"EUR": 2, "NOK": 2, "USD": 2, "JPY": 0, "KWD": 3}
AWKWARD = ["2024-02-29", "2023-01-28", "2023-01-29", "2023-01-30", "2023-01-31", "2024-08-31", "2099-12-31", "2100-01-31"]


def later(anchor: date, months: int) -> date:
    """The same day of the month, or the last one that the month has."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, longest))


def starts(anchor: date, months: int):
    """The first days of stretches of so many months, one after the other."""
    count = 0
    while True:
        yield later(anchor, count * months)
        count += 1


def last_before(anchor: date, months: int, day: date) -> tuple[int, date, date]:
    """Number, first day and end of the stretch in which the day lies; the first one for an earlier day."""
    walk = starts(anchor, months)
    number, begin = 1, next(walk)
    for end in walk:
        if day < end:
            return number, begin, end
        number, begin = number + 1, end


def stand(plan: dict, today: date) -> dict:
    anchor, term, cycle = date.fromisoformat(plan["purchased"]), plan["term_months"], plan["cycle_months"] or 1
    amount = Decimal(plan["amount"])
    end = None
    if plan["cancelled"]:
        end = last_before(anchor, term, date.fromisoformat(plan["cancelled"]))[2]
    # All charges as far as anything is asked about.
    horizon = max(today, anchor) + timedelta(days=366 * 12)
    charges = []
    for day in starts(anchor, cycle):
        if day >= (min(end, horizon) if end else horizon):
            break
        charges.append(day)

    in_life = today if end is None or today < end else end - timedelta(days=1)
    number, begin, finish = last_before(anchor, term, in_life)
    if today < anchor:
        state = "draft"
    elif end is not None and today >= end:
        state = "replaced" if plan["replaced"] else "ended"
    elif end == finish:
        state = "ends-at-term"
    else:
        state = "active"
    made = [day for day in charges if day <= today]
    ahead = [day for day in charges if day > today]
    owed = [day for day in ahead if begin <= day < finish]
    month = today.replace(day=1)
    year = [day for day in charges if month <= day < later(month, 12)]

    def money(count: int) -> str:
        return str((amount * count).quantize(Decimal(1).scaleb(-DECIMALS[plan["currency"]])))

    return {
        "state": state,
        "term": [begin.isoformat(), finish.isoformat()],
        "term_number": number,
        "renews_on": None if end == finish else finish.isoformat(),
        "ends_on": end.isoformat() if end else None,
        "next_charge": ahead[0].isoformat() if ahead else None,
        "charged": money(len(made)),
        "committed": money(len(owed)),
        "year": money(len(year)),
    }


def any_plan() -> tuple[dict, date]:
    online = CHANCE.random() < 0.5
    anchor = date.fromisoformat(CHANCE.choice(AWKWARD)) if CHANCE.random() < 0.4 else date(2000, 1, 1) + timedelta(days=CHANCE.randrange(45_000))
    cycle = 1 if online else CHANCE.choice([1, 2, 3, 4, 6, 12, 24])
    term = cycle * CHANCE.randrange(1, 120 // cycle + 1) if CHANCE.random() < 0.5 else cycle * min(12, 120 // cycle)
    currency = CHANCE.choice(list(DECIMALS))
    amount = Decimal(CHANCE.randrange(10 ** CHANCE.randrange(1, 9))).scaleb(-DECIMALS[currency])
    # Days around the turn of terms and cycles are asked about more than others.
    edge = later(anchor, CHANCE.choice([cycle, term]) * CHANCE.randrange(1, 5)) + timedelta(days=CHANCE.choice([-1, 0, 1]))
    today = edge if CHANCE.random() < 0.6 else anchor + timedelta(days=CHANCE.randrange(-60, 4_000))
    if CHANCE.random() < 0.08:
        today = anchor - timedelta(days=CHANCE.randrange(1, 400))
    cancelled = None
    if CHANCE.random() < 0.6:
        around = later(anchor, term * CHANCE.randrange(0, 4)) + timedelta(days=CHANCE.choice([-1, 0, 1, 40]))
        cancelled = max(anchor, around).isoformat()
    plan = {
        "bought_through": "online" if online else "enterprise-agreement",
        "purchased": anchor.isoformat(),
        "term_months": term,
        "cycle_months": None if online else cycle,
        "amount": format(amount, "f"),
        "currency": currency,
        "cancelled": cancelled,
        "replaced": bool(cancelled) and CHANCE.random() < 0.3,
    }
    return plan, today


def main() -> None:
    lines = []
    for _ in range(TOTAL):
        plan, today = any_plan()
        lines.append(json.dumps({**plan, "today": today.isoformat(), "expected": stand(plan, today)}))
    out = Path(__file__).parent.parent / "cases" / "plans.jsonl"
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
