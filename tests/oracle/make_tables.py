"""Writes tests/cases/route.json, languages.json and countries.json.

    pip install tzdata==2025.2
    pip install --no-deps country_converter==1.3.2
    python3.11 make_tables.py

Routes are read off topics S06, S12, S15 and S16 by hand; languages come from the oracle; regions from
country_converter's column of UN M49 regions by reading R9.
"""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import oracle

CASES = Path(__file__).parent.parent / "cases"

# S06, S12: the plans in the columns of each table, and the channel in each cell.
UNIFIED = ["unified-core", "unified-advanced", "unified-performance"]
ONLINE_PLANS = ["subscription", "professional-direct", "premier", *UNIFIED]
ON_PREMISES_PLANS = ["premier", *UNIFIED, "software-assurance", "advantage", "advantage-plus"]
PLANS = [*ONLINE_PLANS, "software-assurance", "advantage", "advantage-plus"]
ONLINE_PRODUCTS = {
    "power-platform": "power-platform-admin-center",
    "customer-engagement": "power-platform-admin-center",
    "ai-apps": "power-platform-admin-center",
    "finance": "lifecycle-services",
    "supply-chain-management": "lifecycle-services",
    "commerce": "lifecycle-services",
    "business-central": "cloud-solution-provider",
}
ON_PREMISES_CHANNELS = {
    "software-assurance": "support-for-business",
    "advantage": "support-for-business",
    "advantage-plus": "support-for-business",
    "premier": "services-hub",
    "unified-core": "services-hub",
    "unified-advanced": "services-hub",
    "unified-performance": "services-hub",
}
ROUTES = {
    **{product: dict.fromkeys(ONLINE_PLANS, channel) for product, channel in ONLINE_PRODUCTS.items()},
    "customer-engagement-on-premises": {plan: ON_PREMISES_CHANNELS[plan] for plan in ON_PREMISES_PLANS},
}

# Instants for `languages`, by region and the customer's zone where the region leaves it open.
LANGUAGE_INSTANTS = {
    # GMT+8, 07:00 to 21:00; 2026-03-02 is a Monday.
    ("asia-pacific", None): [
        "2026-03-01T22:59:59Z",
        "2026-03-01T23:00:00Z",
        "2026-03-02T05:00:00Z",
        "2026-03-02T12:59:59.999999999Z",
        "2026-03-02T13:00:00Z",
        "2026-03-06T12:00:00Z",
        "2026-03-06T23:30:00Z",
        "2026-03-07T05:00:00Z",
        "2026-03-08T05:00:00Z",
    ],
    # Tokyo, 09:00 to 17:30.
    ("japan", None): [
        "2026-03-01T23:59:59Z",
        "2026-03-02T00:00:00Z",
        "2026-03-02T08:29:59Z",
        "2026-03-02T08:30:00Z",
        "2026-03-04T03:00:00Z",
        "2026-03-06T08:15:00Z",
        "2026-03-07T03:00:00Z",
        "2026-03-08T03:00:00Z",
    ],
    # Brussels, 08:00 to 18:00; summer time from 2026-03-29 to 2026-10-25.
    ("emea", None): [
        "2026-03-27T06:59:59Z",
        "2026-03-27T07:00:00Z",
        "2026-03-27T16:59:59Z",
        "2026-03-27T17:00:00Z",
        "2026-03-28T10:00:00Z",
        "2026-03-29T10:00:00Z",
        "2026-03-30T05:59:59Z",
        "2026-03-30T06:00:00Z",
        "2026-03-30T16:00:00Z",
        "2026-10-26T06:30:00Z",
        "2026-10-26T07:00:00Z",
    ],
    # Los Angeles, 06:00 to 18:00: English alone, whatever the hour.
    ("north-america", None): [
        "2026-03-06T13:59:59Z",
        "2026-03-06T14:00:00Z",
        "2026-03-08T10:30:00Z",
        "2026-03-10T01:00:00Z",
    ],
    # The customer's zone, 09:00 to 17:00.
    ("south-america", "America/Sao_Paulo"): [
        "2026-03-02T11:59:59Z",
        "2026-03-02T12:00:00Z",
        "2026-03-02T19:59:59Z",
        "2026-03-02T20:00:00Z",
        "2026-03-07T15:00:00Z",
    ],
    ("south-america", "America/Santiago"): [
        "2026-04-03T11:59:59Z",
        "2026-04-03T12:00:00Z",
        "2026-04-06T12:30:00Z",
        "2026-04-06T13:00:00Z",
        "2026-04-06T21:00:00Z",
    ],
    ("south-america", "America/Bogota"): ["2026-04-06T13:59:59Z", "2026-04-06T14:00:00Z"],
    ("other", "America/Mexico_City"): ["2026-03-02T15:00:00Z", "2026-03-02T23:00:00Z"],
    ("other", "America/Havana"): ["2026-03-02T14:00:00Z", "2026-03-07T18:00:00Z"],
}

# UN M49 regions, by region of the policy.
EMEA = {"Western Asia", "Northern Europe", "Western Europe", "Southern Europe", "Eastern Europe"}
EMEA |= {f"{part} Africa" for part in ("Northern", "Western", "Middle", "Eastern", "Southern")}
ASIA_PACIFIC = {"Central Asia", "Eastern Asia", "South-eastern Asia", "Southern Asia"}
ASIA_PACIFIC |= {"Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia"}


def routes() -> list[dict]:
    """Every product and plan, filed by a customer, a partner, and one who cannot sign in."""
    return [
        {
            "product": product,
            "plan": plan,
            "partner": partner,
            "cannot_sign_in": cannot_sign_in,
            **route(product, plan, partner, cannot_sign_in),
        }
        for product in ROUTES
        for plan in PLANS
        for partner, cannot_sign_in in ((False, False), (True, False), (False, True))
    ]


def route(product: str, plan: str, partner: bool, cannot_sign_in: bool) -> dict:
    """The channel, or the plans that do entitle the product."""
    own = ROUTES[product].get(plan)
    if own is None:
        return {"refusal": "plan-does-not-cover-product", "plans": list(ROUTES[product])}
    if partner:
        return {"channel": "partner-center", "alternatives_include": [own]}
    if cannot_sign_in and own != "cloud-solution-provider":
        return {"channel": "phone"}
    return {"channel": own}


def language_cases() -> list[dict]:
    """The languages of each region at each instant."""
    return [
        {
            "region": region,
            **({"zone": zone} if zone else {}),
            "at": at,
            "languages": oracle.languages(region, at, zone),
        }
        for (region, zone), instants in LANGUAGE_INSTANTS.items()
        for at in instants
    ]


def regions() -> dict[str, str]:
    """The region of every ISO 3166-1 alpha-2 code, and of XK."""
    folder = Path(find_spec("country_converter").origin).parent
    with open(folder / "country_data.tsv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if not row["obsolete"]]
    # A few codes are written as patterns with an alias: ^GB$|^UK$.
    found = {row["ISO2"].split("|")[0].strip("^$"): region(row) for row in rows if row["UNregion"]}
    return dict(sorted(found.items()))


def region(row: dict[str, str]) -> str:
    """R9: three countries by name, the others by their M49 region."""
    if row["ISO2"] == "JP":
        return "japan"
    if row["ISO2"] in {"US", "CA"}:
        return "north-america"
    if row["UNregion"] in EMEA:
        return "emea"
    if row["UNregion"] in ASIA_PACIFIC:
        return "asia-pacific"
    return "south-america" if row["UNregion"] == "South America" else "other"


def write(name: str, lines: list[str], brackets: str) -> None:
    """A JSON document with one entry a line, so that a change shows as the lines it touches."""
    body = ",\n".join(lines)
    text = f"{brackets[0]}\n{body}\n{brackets[1]}\n"
    (CASES / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    CASES.mkdir(exist_ok=True)
    write("route.json", [json.dumps(case) for case in routes()], "[]")
    write("languages.json", [json.dumps(case) for case in language_cases()], "[]")
    write("countries.json", [f'"{code}": "{name}"' for code, name in regions().items()], "{}")


if __name__ == "__main__":
    main()
