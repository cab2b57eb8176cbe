"""Writes countries.txt beside this file: a line per ISO 3166-1 alpha-2 code, and XK for Kosovo.

    pip install babel==2.18.0 tzdata==2025.2
    python3.11 generate.py

    CC|region|English name|Norwegian Bokmål name|IANA zones, the main one first

The region follows reading R9 from the UN M49 regions written out below. The names are those of
Unicode CLDR as babel carries them, the zones those of the tz database's zone.tab. tzdata 2025.2 is
tz 2025b, the version the deadline engine is built with.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from babel import Locale

OUTPUT = Path(__file__).with_name("countries.txt")

# UN M49, by region of the policy. Kosovo and Taiwan have no code of their own in M49 and stand with
# their neighbours: Southern Europe and Eastern Asia.
REGIONS = {
    "japan": "JP",
    "north-america": "CA US",
    "asia-pacific": """
        KG KZ TJ TM UZ
        CN HK KP KR MN MO TW
        BN ID KH LA MM MY PH SG TH TL VN
        AF BD BT IN IR LK MV NP PK
        AU CC CX HM NF NZ
        FJ NC PG SB VU
        FM GU KI MH MP NR PW UM
        AS CK NU PF PN TK TO TV WF WS""",
    "emea": """
        AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ
        AT BE CH DE FR LI LU MC NL
        BG BY CZ HU MD PL RO RU SK UA
        AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK
        DZ EG EH LY MA SD TN
        BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW
        AO CD CF CG CM GA GQ ST TD
        BW LS NA SZ ZA
        BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG
        AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE""",
    "south-america": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "other": """
        AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI
        BZ CR GT HN MX NI PA SV
        BM GL PM
        AQ""",
}

# zone.tab orders a country's zones from east to west or by history; here the capital's comes first.
MAIN_ZONE = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "FM": "Pacific/Pohnpei",
    "PS": "Asia/Hebron",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}

# Not in zone.tab: Kosovo keeps the time of Belgrade; on Bouvet and Heard Island nobody lives.
ZONES_BY_HAND = {"BV": ["Etc/UTC"], "HM": ["Etc/UTC"], "XK": ["Europe/Belgrade"]}

# CLDR's Norwegian name for it is "Kongo", which the other Congo might claim as well.
NORWEGIAN_BY_HAND = {"CD": "Kongo-Kinshasa"}


def zones_by_country() -> dict[str, list[str]]:
    """The zones of each country, the main one first."""
    zones: dict[str, list[str]] = {}
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            zones.setdefault(code, []).append(zone)
    for code, main in MAIN_ZONE.items():
        zones[code].remove(main)
        zones[code].insert(0, main)
    return zones | ZONES_BY_HAND


def main() -> None:
    zones = zones_by_country()
    english = Locale("en").territories
    norwegian = dict(Locale("nb").territories) | NORWEGIAN_BY_HAND
    lines = [
        f"{code}|{region}|{english[code]}|{norwegian[code]}|{' '.join(zones[code])}\n"
        for region, codes in REGIONS.items()
        for code in codes.split()
    ]
    OUTPUT.write_text("".join(sorted(lines)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
