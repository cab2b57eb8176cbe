"""Writes public-holidays.txt beside this file: the public holidays of every country, 2015 to 2040.

    pip install holidays==0.109
    python3.11 generate.py

Every country python-holidays knows has the category PUBLIC, so that is the only one read, for the
whole country (no subdivision). The output depends on the library's version alone, never on the
day, the locale or the hash seed.

How a year is written:

* `2015 0101:0 0106:1e` the holidays known for it, in date order;
* `2023` alone: the library knows that there were none (uninhabited territories, Ukraine under
  martial law);
* `2036 -` no data: the year lies outside what the library covers for the country, or one of the
  country's holidays follows a calendar whose tables end before that year, so the rest of the year
  would pass for complete.

Flags: `e` every name of the date is an estimate (a calendar that waits for the sighting of the
moon), `o` every name of the date is an observed or substitute day.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import holidays
from holidays.constants import HOLIDAY_NAME_DELIMITER, PUBLIC

LIBRARY_VERSION = "0.109"
FIRST_YEAR, LAST_YEAR = 2015, 2040
OUTPUT = Path(__file__).with_name("public-holidays.txt")
HEADER = f"""\
# Public holidays {FIRST_YEAR} to {LAST_YEAR}, made by generate.py from python-holidays {LIBRARY_VERSION} (MIT, see NOTICE). Do not edit.
source python-holidays {LIBRARY_VERSION}
from {FIRST_YEAR}-01-01
through {LAST_YEAR}-12-31
"""

# Stand in for the words the library would put around a name in some language.
ESTIMATED, OBSERVED = "\N{SYMBOL FOR ENQUIRY}", "\N{SYMBOL FOR SUBSTITUTE}"
DECORATION = re.compile(rf"\s*[(（][^()（）]*[{ESTIMATED}{OBSERVED}][^()（）]*[)）]")


class Label:
    """A label of the library, replaced by a mark that can be told from the name it decorates."""

    def __init__(self, name: str, mark: str) -> None:
        self.name, self.mark = name, mark

    def __get__(self, holiday_list, owner=None) -> str:
        own = getattr(super(owner, holiday_list), self.name, "%s")
        # "%s" alone: the country calls its observed days by the plain name.
        return "%s" if holiday_list.__dict__.get(self.name, own) == "%s" else self.mark

    def __set__(self, holiday_list, label: str) -> None:
        holiday_list.__dict__[self.name] = label


def marked(country: type) -> type:
    """The country's class with marks in place of the words that decorate its names."""

    class Marked(country):
        observed_label = Label("observed_label", f"%s ({OBSERVED})")
        observed_label_before = Label("observed_label_before", f"%s ({OBSERVED})")
        observed_estimated_label = Label("observed_estimated_label", f"%s ({ESTIMATED}{OBSERVED})")
        estimated_label = Label("estimated_label", f"%s ({ESTIMATED})")
        # "Day off (substituted from 6 January)": the day that the holiday was moved from.
        substituted_date_format = Label("substituted_date_format", OBSERVED)
        adding_observed = False
        table_ended = False

        def __setitem__(self, key, value):
            if self.adding_observed and OBSERVED not in value:
                value = f"{value} ({OBSERVED})"
            # Kept in the order of adding. The library sorts them, so that with two holidays on
            # one date it would depend on the language which of them a substitute day is for.
            names = self[key].split(HOLIDAY_NAME_DELIMITER) if key in self else []
            names += [name for name in value.split(HOLIDAY_NAME_DELIMITER) if name not in names]
            dict.__setitem__(self, self.__keytransform__(key), HOLIDAY_NAME_DELIMITER.join(names))

        def _add_observed(self, *args, **kwargs):
            self.adding_observed = True
            try:
                return super()._add_observed(*args, **kwargs)
            finally:
                self.adding_observed = False

        def _add_eastern_calendar_holiday(self, name, dt_estimated, **kwargs):
            self.table_ended |= dt_estimated[0] is None
            return super()._add_eastern_calendar_holiday(name, dt_estimated, **kwargs)

    return Marked


def year_of(country: type, year: int, language: str | None) -> dict | None:
    """The holidays of one year as `{date: [marked name]}`, or None where data is missing."""
    if not country.start_year <= year <= country.end_year:
        return None
    options = {
        option: True for option in country.get_supported_options() if option.endswith("_show_estimated")
    }
    with warnings.catch_warnings():
        # India warns about the years that `table_ended` finds too.
        warnings.simplefilter("ignore")
        found = marked(country)(years=year, language=language, categories=PUBLIC, **options)
    if found.table_ended:
        return None
    return {day: found.get_list(day) for day in sorted(found) if day.year == year}


def clean(names: list[str]) -> str:
    """The names of one date without decoration, joined."""
    bare = (DECORATION.sub("", name).strip() for name in names)
    return " / ".join(dict.fromkeys(" ".join(name.split()) for name in bare))


def block(code: str) -> str:
    """The lines of one country."""
    country = type(getattr(holidays, code)())
    english = "en_US" if "en_US" in country.supported_languages else country.default_language
    indexes: dict[tuple[str, str], int] = {}
    lines = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        in_english = year_of(country, year, english)
        in_local = year_of(country, year, country.default_language)
        if in_english is None or in_local is None:
            lines.append(f"{year} -")
            continue
        if in_english.keys() != in_local.keys():
            raise SystemExit(f"{code} {year}: the dates depend on the language")
        tokens = [str(year)]
        for day, names in in_english.items():
            pair = (clean(names), clean(in_local[day]))
            index = indexes.setdefault(pair, len(indexes))
            flags = "".join(
                flag
                for flag, mark in (("e", ESTIMATED), ("o", OBSERVED))
                if all(mark in name for name in names)
            )
            tokens.append(f"{day:%m%d}:{index}{flags}")
        lines.append(" ".join(tokens))
    for name in (name for pair in indexes for name in pair):
        if not name or re.search(r"[|\n\r%]", name) or ESTIMATED in name or OBSERVED in name:
            raise SystemExit(f"{code}: cannot write the name {name!r}")
    head = [f"country {code}", "en " + "|".join(pair[0] for pair in indexes)]
    head.append("local " + "|".join(pair[1] for pair in indexes))
    return "\n".join(line.rstrip() for line in head + lines) + "\n"


def main() -> None:
    if holidays.__version__ != LIBRARY_VERSION:
        raise SystemExit(f"needs holidays=={LIBRARY_VERSION}, found {holidays.__version__}")
    codes = sorted(holidays.list_supported_countries(include_aliases=False))
    OUTPUT.write_text(HEADER + "".join(block(code) for code in codes), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
