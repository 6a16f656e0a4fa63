"""Sealing: AES-256-GCM bound to its place, and keyed digests for looking up."""

import base64
import hmac
import secrets
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Seals:
    """Seal and open values with the first key; older keys, comma-separated after it, still open."""

    def __init__(self, keys: str) -> None:
        told = [one.strip() for one in keys.split(",") if one.strip()]
        if not told:
            raise ValueError("SECRET_KEY is empty")
        self._newest = told[0]
        given = [_material(one) for one in told]
        self._ciphers = {_name(one): AESGCM(_derive(one, b"seal")) for one in given}
        self._first = _name(given[0])
        self._digest_key = _derive(given[-1], b"digest")

    @property
    def name(self) -> str:
        """Name the key that seals, without telling it."""
        return self._first.hex()

    @property
    def mark(self) -> bytes:
        """Give what stands at the head of all that the first key has sealed."""
        return self._first

    def alone(self) -> "Seals":
        """Give the first key without the older ones: what it does not open was sealed by them."""
        return Seals(self._newest)

    def seal(self, value: str, *place: str) -> bytes:
        """Seal text to its place (table, column, id): moved elsewhere, it will not open."""
        nonce = secrets.token_bytes(_NONCE)
        return self._first + nonce + self._ciphers[self._first].encrypt(nonce, value.encode(), _aad(place))

    def open(self, sealed: bytes, *place: str) -> str:
        """Open what was sealed to this place; raises InvalidTag when it was not."""
        key, nonce, body = sealed[:4], sealed[4 : 4 + _NONCE], sealed[4 + _NONCE :]
        return self._ciphers[bytes(key)].decrypt(nonce, body, _aad(place)).decode()

    def digest(self, value: str) -> str:
        """Give a keyed digest for equality look-ups; made with the oldest key, so that it survives rotation."""
        return hmac.new(self._digest_key, value.encode(), sha256).hexdigest()

    def kept(self, code: str, table: str) -> dict[str, str | bytes]:
        """Give what a table keeps of a code: its digest and, sealed to that, the code, for when the key changes."""
        digest = self.digest(code)
        return {"digest": digest, "code": self.seal(code, table, "code", digest)}


def new_key() -> str:
    """Make a fresh secret key."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _material(key: str) -> bytes:
    return key.encode()


def _derive(material: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"kuppi " + purpose).derive(material)


def _name(material: bytes) -> bytes:
    """Name a key in what it sealed, so that rotation knows which one opens."""
    return sha256(b"kuppi key name" + material).digest()[:4]


def _aad(place: tuple[str, ...]) -> bytes:
    return "\x1f".join(place).encode()
