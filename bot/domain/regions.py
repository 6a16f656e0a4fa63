"""What a network's meetups are called before it says so itself: as its region is known to call them."""

from collections.abc import Mapping

PLAIN = "Tuottajatapaaminen"


def brand_of(network: str, brands: Mapping[str, str]) -> str:
    """Tell what a network's meetups are called, by the region (genitive) that its name begins with."""
    folded = network.strip().casefold()
    return next((brand for region, brand in brands.items() if folded.startswith(region.casefold())), PLAIN)
