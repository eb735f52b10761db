"""Bytes changed anywhere: a bundle is either exactly the signed one or one of the expected errors."""

from __future__ import annotations

import io
import random
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.bundle.contents import BundleFiles
from kiosk.bundle.keys import KeyRing, PublicKey
from kiosk.bundle.manifest import manifest_bytes, parse_manifest
from kiosk.bundle.privacy import check_privacy, rules_after
from kiosk.bundle.source import BrokenZip, open_source
from kiosk.bundle.tables import payout_fields, read_payouts, write_payouts
from kiosk.bundle.verify import Incomplete, verify_bundle
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import TableRef
from tests.unit.bundle.making import KEY, RING, VILLAGE, forge, full, payouts
from tests.unit.intake.making import UNIT

EXPECTED = (SenderFault, Incomplete, BrokenZip)


def mutated(data: bytes, seed: int) -> bytes:
    """A few random edits: flip, cut, insert, repeat."""
    rng = random.Random(seed)
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(out) + 1)
        match rng.randrange(5):
            case 0 if at < len(out):
                out[at] ^= 1 << rng.randrange(8)
            case 1:
                del out[at : at + rng.randint(1, 40)]
            case 2:
                out[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 6)))
            case 3:
                out[at:at] = out[max(0, at - 30) : at]
            case _:
                out[at : at + 1] = rng.choice(
                    [b'"', b"{", b"[", b"]", b",", b"\n", b"\0", b"\\", b"9", b"-", b"\xff"]
                )
    return bytes(out)


def try_bundle(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with open_source(path) as source:
                verified = verify_bundle(source, village_code=VILLAGE, keys=RING)
                files = BundleFiles(source, verified.manifest)
                files.check_all()
                check_privacy(verified.manifest, files, rules_after({}, verified.manifest, files, UNIT))
        except EXPECTED as error:
            assert str(error)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_zip(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    base = tmp_path_factory.mktemp("z")
    made = full().write_zip(base, KEY)
    made.path.write_bytes(mutated(made.path.read_bytes(), seed))
    try_bundle(made.path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_signed_manifest_and_tables(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Even what the county itself signed is never more than refused."""
    base = tmp_path_factory.mktemp("f")
    made = full().write(base, KEY)
    rng = random.Random(seed)
    part = rng.choice([p for p in made.path.rglob("*") if p.is_file() and p.parent != made.path])
    content = mutated(part.read_bytes(), seed)
    part.write_bytes(content)
    name = part.relative_to(made.path).as_posix()

    def sign_for_it(manifest: dict[str, object]) -> None:
        import hashlib

        for entry in manifest["files"]:  # type: ignore[attr-defined]
            if entry["path"] == name:
                entry |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    forge(made.path, sign_for_it)
    try_bundle(made.path)


@settings(max_examples=400)
@given(st.integers(0, 2**32))
def test_manifest_text(seed: int) -> None:
    whole = full().manifest()
    try:
        manifest = parse_manifest(mutated(manifest_bytes(whole), seed))
    except SenderFault:
        return
    assert parse_manifest(manifest_bytes(manifest)) == manifest


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_payout_table(seed: int) -> None:
    rows = payouts(5)
    buffer = io.BytesIO()
    totals = write_payouts(buffer, rows, payout_fields(rows))
    table = TableRef("data/t.csv", totals.rows, totals.cents, payout_fields(rows))
    try:
        read = list(read_payouts(mutated(buffer.getvalue(), seed), table))
    except SenderFault:
        return
    assert len(read) == 5 and sum(p.cents for p in read) == totals.cents


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_key_files(text: str) -> None:
    try:
        KeyRing.of(PublicKey.parse(text))
    except SenderFault as error:
        assert error.code == "bad_key"
