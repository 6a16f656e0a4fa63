"""Finland's days off for 2026-2029, written by hand from Easter (5.4.26, 28.3.27, 16.4.28, 1.4.29) and the weekdays.

Nothing here comes from the library or from the code under test.
"""

from datetime import date

FEASTS: dict[int, str] = {
    2026: "1.1. 6.1. 3.4. 5.4. 6.4. 1.5. 14.5. 24.5. 19.6. 20.6. 31.10. 6.12. 24.12. 25.12. 26.12.",
    2027: "1.1. 6.1. 26.3. 28.3. 29.3. 1.5. 6.5. 16.5. 25.6. 26.6. 6.11. 6.12. 24.12. 25.12. 26.12.",
    2028: "1.1. 6.1. 14.4. 16.4. 17.4. 1.5. 25.5. 4.6. 23.6. 24.6. 4.11. 6.12. 24.12. 25.12. 26.12.",
    2029: "1.1. 6.1. 30.3. 1.4. 2.4. 1.5. 10.5. 20.5. 22.6. 23.6. 3.11. 6.12. 24.12. 25.12. 26.12.",
}
#: The first business day of each month: the first, or what comes after it.
MONTH_STARTS: dict[int, str] = {
    2026: "2.1. 2.2. 2.3. 1.4. 4.5. 1.6. 1.7. 3.8. 1.9. 1.10. 2.11. 1.12.",
    2027: "4.1. 1.2. 1.3. 1.4. 3.5. 1.6. 1.7. 2.8. 1.9. 1.10. 1.11. 1.12.",
    2028: "3.1. 1.2. 1.3. 3.4. 2.5. 1.6. 3.7. 1.8. 1.9. 2.10. 1.11. 1.12.",
    2029: "2.1. 1.2. 1.3. 3.4. 2.5. 1.6. 2.7. 1.8. 3.9. 1.10. 1.11. 3.12.",
}


def day(typed: str, year: int = 0) -> date:
    """Read 3.5. of a year, or 3.5.2027."""
    parts = [int(part) for part in typed.split(".") if part]
    return date(parts[2] if len(parts) > 2 else year, parts[1], parts[0])


def days(table: dict[int, str]) -> list[date]:
    return [day(one, year) for year, ones in table.items() for one in ones.split()]


OFF = frozenset(days(FEASTS))
