"""What the regions call their meetups, where we know it; a network outside the table uses a plain word."""

from collections.abc import Mapping
from types import MappingProxyType

#: The genitive that a network's Finnish name begins with → what its meetups are called.
_BRANDS: Mapping[str, str] = MappingProxyType(
    {
        "keski-suomen": "Tuottajakahvit",
        "etelä-pohjanmaan": "Kulttuurikuppi",
        "pirkanmaan": "Verkostokahvit",
    }
)
PLAIN = "Tuottajatapaaminen"


def brand_of(network: str) -> str:
    """Tell what a network's meetups are called, by its name."""
    folded = network.strip().casefold()
    return next((brand for region, brand in _BRANDS.items() if folded.startswith(region)), PLAIN)
