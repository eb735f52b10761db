"""The county's keys in ``keys/``: signing, offline root, sealing, and the key of the registry's hashes.

``county.key``/``county.pub`` sign bundles; ``root.key``/``root.pub`` sign changes of keys only (the
secret half belongs on a USB stick in a safe); ``seal.key``/``seal.pub`` open the villagers' sealed
questions; ``registry.key`` makes the keyed hashes of ID numbers and is of no use to anybody else.
``next.key`` lies there while a rotation is under way (kiosk.county.rotation).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey

from kiosk.bundle.disk import write_whole
from kiosk.bundle.keys import PublicKey, SecretKey
from kiosk.county.workspace import Workspace, disk_fault
from kiosk.domain.errors import EnvironmentFault, UsageFault

Passphrase = Callable[[str], str | None]
"""Asked for the passphrase of the key file of that name; None: there is nobody to ask."""

HASH_BYTES = 12


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as it is shown to people. ``where`` is the file of the secret half, None when it is away."""

    role: str
    key_id: str
    fingerprint: str
    where: Path | None


def make_keys(workspace: Workspace, passphrase: str | None) -> None:
    """Every key that is not there yet. ``passphrase`` locks the signing key and the root key."""
    try:
        workspace.keys.mkdir(parents=True, exist_ok=True)
        workspace.keys.chmod(0o700)
        _make_bytes(workspace.keys / "registry.key", lambda: secrets.token_bytes(32))
        for role in ("root", "county"):
            make_pair(workspace.keys, role, passphrase)
        seal = workspace.keys / "seal.key"
        _make_bytes(seal, lambda: PrivateKey.generate().encode())
        public = PrivateKey(base64.b64decode(seal.read_bytes())).public_key.encode()
        write_whole(workspace.keys / "seal.pub", base64.b64encode(public) + b"\n")
    except OSError as error:
        raise disk_fault(error, workspace.keys) from error


def make_pair(folder: Path, role: str, passphrase: str | None) -> PublicKey:
    """A new minisign pair ``<role>.key``/``<role>.pub``; the one that is there when there is one."""
    secret, public = folder / f"{role}.key", folder / f"{role}.pub"
    if public.exists():
        return PublicKey.load(public)
    # A secret half without its public one is what a cut left behind; nothing was signed with it.
    secret.unlink(missing_ok=True)
    key = SecretKey.generate()
    key.save(secret, passphrase)
    write_whole(public, key.public.text().encode())
    return key.public


def _make_bytes(path: Path, make: Callable[[], bytes]) -> None:
    if path.exists():
        return
    fresh = path.with_name(f".{path.name}.new")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as out:
        out.write(base64.b64encode(make()) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.rename(path)


def load_secret(path: Path, ask: Passphrase) -> SecretKey:
    """A secret key; asks for its passphrase when it has one. Raises as ``SecretKey.load``."""
    try:
        return SecretKey.load(path)
    except UsageFault as fault:
        if fault.code != "passphrase_needed":
            raise
        words = ask(path.name)
        if words is None:
            raise
        return SecretKey.load(path, words)


def county_key(workspace: Workspace, ask: Passphrase) -> SecretKey:
    """The key that signs bundles; UsageFault ``rotation_open`` while the keys are being changed."""
    if (workspace.keys / "next.key").exists():
        raise UsageFault(
            "rotation_open", "换钥匙还没有做完。请先再运行一次 kiosk county keys rotate，做完再打包。"
        )
    return load_secret(workspace.keys / "county.key", ask)


def finish_cut(workspace: Workspace) -> None:
    """After a rotation cut between its last two renames: the public half follows the secret one."""
    keys = workspace.keys
    try:
        if (keys / "next.pub").exists() and not (keys / "next.key").exists():
            (keys / "next.pub").replace(keys / "county.pub")
    except OSError as error:
        raise disk_fault(error, keys) from error


def seal_public(workspace: Workspace) -> str:
    """The county's X25519 public key as it stands in a ``keys`` item (base64)."""
    try:
        return (workspace.keys / "seal.pub").read_text("ascii").strip()
    except OSError as error:
        raise disk_fault(error, workspace.keys / "seal.pub") from error


def id_hasher(workspace: Workspace) -> Callable[[Sequence[str]], list[str]]:
    """ID numbers → keyed hashes (hex; ``""`` stays). The key never leaves ``keys/registry.key``."""
    path = workspace.keys / "registry.key"
    try:
        key = base64.b64decode(path.read_bytes())
    except OSError as error:
        raise disk_fault(error, path) from error
    if len(key) != 32:
        raise EnvironmentFault("registry_key", f"“{path}”坏了，认不出以前的人。请从备份换回，不要新建。")
    keyed = hashlib.blake2b(digest_size=HASH_BYTES, key=key).copy

    def hashes(numbers: Sequence[str]) -> list[str]:
        found: list[str] = []
        for number in numbers:
            # A copy of the keyed state: a fifth quicker than keying every time.
            state = keyed()
            state.update(number.encode())
            found.append(state.hexdigest() if number else "")
        return found

    return hashes


def fingerprint(key: PublicKey) -> str:
    """What two people read to each other over the phone: sha256 of the key line, in groups of four."""
    digest = hashlib.sha256(key.line().encode()).hexdigest()[:32].upper()
    return " ".join(digest[i : i + 4] for i in range(0, 32, 4))


def show_keys(workspace: Workspace) -> tuple[KeyLine, ...]:
    """The keys of the workspace with their fingerprints."""
    found: list[KeyLine] = []
    for role in ("county", "root", "next"):
        public, secret = workspace.keys / f"{role}.pub", workspace.keys / f"{role}.key"
        if public.exists():
            key = PublicKey.load(public)
            found.append(KeyLine(role, key.key_id, fingerprint(key), secret if secret.exists() else None))
    return tuple(found)
