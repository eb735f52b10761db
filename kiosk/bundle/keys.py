"""Ed25519 keys in minisign's file formats, and which of them the kiosk trusts for what.

Layouts (minisign 0.11): a public key is ``Ed`` ‖ key number (8 bytes) ‖ key (32); a secret key is
``Ed`` ‖ KDF ‖ ``B2`` ‖ salt (32) ‖ opslimit (8) ‖ memlimit (8) ‖ [key number (8) ‖ secret key (64) ‖
checksum (32)], the bracket XORed with scrypt output when there is a passphrase.  Numbers are
little-endian; the key id people see is the key number as a big-endian hexadecimal number.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.pwhash import scrypt
from nacl.signing import SigningKey

from kiosk.domain.errors import EnvironmentFault, SenderFault, UsageFault
from kiosk.domain.items import KeysItem

_ALG = b"Ed"
_KDF_SCRYPT, _KDF_NONE = b"Sc", b"\0\0"
_CHECKSUM = b"B2"
_SECRET_BYTES, _PUBLIC_BYTES = 158, 42
# 256 MiB instead of minisign's 1 GiB: a county office PC must be able to open its own key.
_OPSLIMIT, _MEMLIMIT = 1 << 23, 1 << 28
_OPSLIMIT_MAX, _MEMLIMIT_MAX = 1 << 25, 1 << 30


def _shown_id(number: bytes) -> str:
    return number[::-1].hex().upper()


def _key_line(text: str, what: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) == 2 and lines[0].startswith("untrusted comment:"):
        return lines[1]
    if len(lines) == 1 and not lines[0].startswith("untrusted comment:"):
        return lines[0]
    raise SenderFault("bad_key", f"{what}的内容不完整。请重新拷贝整个文件。")


def _decode(text: str, size: int, what: str) -> bytes:
    try:
        raw = base64.b64decode(_key_line(text, what), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != size or raw[:2] != _ALG:
        raise SenderFault("bad_key", f"{what}不是本程序认识的格式。请重新拷贝，或向县里要一份。")
    return raw


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A minisign public key: ``number`` is the 8-byte key number, ``raw`` the 32-byte Ed25519 key."""

    number: bytes
    raw: bytes

    @property
    def key_id(self) -> str:
        """16 upper-case hex digits, as minisign prints it."""
        return _shown_id(self.number)

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """From the text of a ``.pub`` file or its base64 line alone; SenderFault ``bad_key``."""
        raw = _decode(text, _PUBLIC_BYTES, "公钥")
        return cls(raw[2:10], raw[10:])

    def line(self) -> str:
        """The base64 line, as it stands in a ``keys`` item."""
        return base64.b64encode(_ALG + self.number + self.raw).decode("ascii")

    def text(self) -> str:
        """A whole ``.pub`` file."""
        return f"untrusted comment: minisign public key {self.key_id}\n{self.line()}\n"

    @classmethod
    def load(cls, path: Path) -> PublicKey:
        """Read a ``.pub`` file; EnvironmentFault when it cannot be read."""
        return cls.parse(_read_text(path))

    @classmethod
    def load_dir(cls, folder: Path) -> dict[str, PublicKey]:
        """Every ``*.pub`` of a folder: file stem → key, by name; EnvironmentFault when unreadable."""
        try:
            paths = sorted(p for p in folder.iterdir() if p.suffix == ".pub" and not p.name.startswith("."))
        except OSError as error:
            raise EnvironmentFault(
                "trusted_unreadable",
                f"读不到放公钥的文件夹“{folder}”。请检查它在不在、能不能打开。",
                detail=repr(error),
            ) from error
        return {p.stem: cls.load(p) for p in paths}


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """A minisign secret key. ``repr`` never shows it."""

    number: bytes
    seed: bytes = field(repr=False)

    def __repr__(self) -> str:
        return f"SecretKey({self.key_id})"

    @property
    def key_id(self) -> str:
        return _shown_id(self.number)

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.number, SigningKey(self.seed).verify_key.encode())

    @classmethod
    def generate(cls) -> SecretKey:
        """A new random key."""
        return cls(secrets.token_bytes(8), secrets.token_bytes(32))

    @classmethod
    def from_seed(cls, seed: bytes) -> SecretKey:
        """The key that belongs to a 32-byte secret; only for the demo, whose keys must repeat."""
        return cls(hashlib.blake2b(b"kiosk key number" + seed, digest_size=8).digest(), seed)

    def sign_raw(self, message: bytes) -> bytes:
        """64-byte Ed25519 signature of ``message`` as it is."""
        return SigningKey(self.seed).sign(message).signature

    @classmethod
    def load(cls, path: Path, passphrase: str | None = None) -> SecretKey:
        """Read a minisign secret key file.

        UsageFault ``passphrase_needed`` / ``passphrase_wrong``; SenderFault ``bad_key``;
        EnvironmentFault when the file cannot be read.
        """
        raw = _decode(_read_text(path), _SECRET_BYTES, "私钥")
        kdf, salt = raw[2:4], raw[6:38]
        ops, mem = (int.from_bytes(raw[i : i + 8], "little") for i in (38, 46))
        body = raw[54:]
        if raw[4:6] != _CHECKSUM or kdf not in (_KDF_SCRYPT, _KDF_NONE):
            raise SenderFault("bad_key", "私钥不是本程序认识的格式。请换用 minisign 的私钥文件。")
        if kdf == _KDF_SCRYPT:
            if passphrase is None:
                raise UsageFault("passphrase_needed", "这把私钥加了密码，请输入密码。")
            if ops > _OPSLIMIT_MAX or mem > _MEMLIMIT_MAX:
                raise SenderFault("bad_key", "私钥文件要的内存超过了规定。请用备份的那一份。")
            body = _xor(body, _stretch(passphrase, salt, ops, mem))
        number, secret, checksum = body[:8], body[8:72], body[72:]
        key = cls(number, secret[:32])
        if kdf == _KDF_SCRYPT and checksum != _secret_checksum(number, secret):
            raise UsageFault("passphrase_wrong", "密码不对，打不开这把私钥。请重新输入。")
        if key.public.raw != secret[32:]:
            raise SenderFault("bad_key", "私钥文件坏了。请用备份的那一份。")
        return key

    def save(self, path: Path, passphrase: str | None = None) -> None:
        """Write a new file, mode 0600, that ``minisign -S -s`` can use; never over an existing one."""
        secret = self.seed + self.public.raw
        if passphrase is None:
            # As minisign -W writes it: no salt, no limits, no checksum.
            head = _ALG + _KDF_NONE + _CHECKSUM + bytes(48)
            body = self.number + secret + bytes(32)
        else:
            salt = secrets.token_bytes(32)
            head = _ALG + _KDF_SCRYPT + _CHECKSUM + salt
            head += _OPSLIMIT.to_bytes(8, "little") + _MEMLIMIT.to_bytes(8, "little")
            body = self.number + secret + _secret_checksum(self.number, secret)
            body = _xor(body, _stretch(passphrase, salt, _OPSLIMIT, _MEMLIMIT))
        text = f"untrusted comment: minisign encrypted secret key\n{base64.b64encode(head + body).decode()}\n"
        try:
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise UsageFault("key_exists", f"“{path}”已经有一把私钥，不能盖掉。请换个文件名。") from error
        except OSError as error:
            raise EnvironmentFault(
                "key_unwritable", f"私钥写不进“{path}”。请检查文件夹能不能写。", detail=repr(error)
            ) from error
        with os.fdopen(fd, "w", encoding="ascii", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())


def _secret_checksum(number: bytes, secret: bytes) -> bytes:
    return hashlib.blake2b(_ALG + number + secret, digest_size=32).digest()


def _stretch(passphrase: str, salt: bytes, ops: int, mem: int) -> bytes:
    try:
        return scrypt.kdf(104, passphrase.encode(), salt, opslimit=ops, memlimit=mem)
    except (CryptoError, MemoryError) as error:
        raise EnvironmentFault(
            "no_memory", "内存不够，打不开加了密码的私钥。请关掉别的程序再试。", detail=repr(error)
        ) from error


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes()[:4096].decode("utf-8", errors="replace")
    except OSError as error:
        raise EnvironmentFault(
            "key_unreadable", f"读不到密钥文件“{path}”。请检查它在不在、能不能打开。", detail=repr(error)
        ) from error


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A county key and the range of ``seq`` it may sign: ``[from_seq, until_seq)``."""

    key: PublicKey
    from_seq: int = 1
    until_seq: int | None = None

    def covers(self, seq: int) -> bool:
        return self.from_seq <= seq and (self.until_seq is None or seq < self.until_seq)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys a kiosk trusts. ``root`` signs changes of keys and nothing else."""

    county: tuple[TrustedKey, ...] = ()
    root: PublicKey | None = None

    @classmethod
    def of(cls, *keys: PublicKey, root: PublicKey | None = None) -> KeyRing:
        """County keys without limits."""
        return cls(tuple(TrustedKey(k) for k in keys), root)

    @classmethod
    def load_dir(cls, folder: Path) -> KeyRing:
        """``trusted/``: ``root.pub`` is the root key, every other ``*.pub`` a county key."""
        keys = PublicKey.load_dir(folder)
        root = keys.pop("root", None)
        return cls.of(*keys.values(), root=root)

    def __iter__(self) -> Iterator[PublicKey]:
        for trusted in self.county:
            yield trusted.key
        if self.root is not None:
            yield self.root

    def find(self, number: bytes) -> PublicKey | None:
        """The key with this key number, whatever it may sign."""
        return next((key for key in self if key.number == number), None)

    def check(self, key_id: str, seq: int, *, changes_keys: bool) -> None:
        """Refuse a signer that may not sign this ``seq`` or this kind of bundle.

        SenderFault: ``not_root_key`` (a county key signed a change of keys), ``root_key_misused``,
        ``key_revoked``, ``unknown_key``.
        """
        if self.root is not None and self.root.key_id == key_id:
            if not changes_keys:
                raise SenderFault(
                    "root_key_misused", "这个包用总钥匙签了名，总钥匙只能用来换钥匙。请县里重签。"
                )
            return
        mine = [t for t in self.county if t.key.key_id == key_id]
        if not mine:
            raise unknown_key(key_id)
        if changes_keys:
            raise SenderFault("not_root_key", "换钥匙的包要用总钥匙签名，这个不是。请县里重签。")
        if not any(t.covers(seq) for t in mine):
            raise SenderFault("key_revoked", f"签名用的钥匙 {key_id} 已经作废。请县里换新钥匙重签。")

    def after(self, change: KeysItem, seq: int) -> KeyRing:
        """The ring after the keys bundle ``seq`` was applied: new keys count from ``seq`` + 1."""
        revoked = {r.key_id.upper(): r.from_seq for r in change.revoke}

        def limited(t: TrustedKey) -> TrustedKey:
            limit = revoked.get(t.key.key_id)
            if limit is None or (t.until_seq is not None and t.until_seq <= limit):
                return t
            return replace(t, until_seq=limit)

        known = {t.key for t in self.county}
        added = _distinct(PublicKey.parse(line) for line in change.add)
        new = tuple(TrustedKey(k, from_seq=seq + 1) for k in added if k not in known)
        return KeyRing(tuple(limited(t) for t in self.county) + new, self.root)


def _distinct(keys: Iterable[PublicKey]) -> list[PublicKey]:
    return list(dict.fromkeys(keys))


def unknown_key(key_id: str) -> SenderFault:
    """The refusal of a signature by a key that is not in the ring."""
    return SenderFault("unknown_key", f"签名用的钥匙 {key_id} 不在本机认可的名单里。请县里核对。")
