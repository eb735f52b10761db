"""Keys and signatures against the real minisign program, both ways."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.bundle.keys import KeyRing, PublicKey, SecretKey
from kiosk.bundle.signing import sign, verify
from kiosk.domain.errors import SenderFault, UsageFault
from kiosk.domain.items import KeyRevocation, KeysItem
from tests.unit.bundle.making import KEY, RING, ROOT, STRANGER


def minisign(*arguments: str, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["minisign", *arguments], cwd=cwd, input=text, capture_output=True, text=True, check=False
    )


def test_minisign_verifies_what_we_sign(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes("村务公开\n".encode())
    (tmp_path / "m.minisig").write_text(sign((tmp_path / "m").read_bytes(), KEY, "village:1\tseq:2"))
    (tmp_path / "k.pub").write_text(KEY.public.text())
    done = minisign("-V", "-m", "m", "-p", "k.pub", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "village:1\tseq:2" in done.stdout


def test_we_verify_what_minisign_signs_with_its_own_key(tmp_path: Path) -> None:
    assert minisign("-G", "-W", "-p", "k.pub", "-s", "k.key", cwd=tmp_path).returncode == 0
    (tmp_path / "m").write_bytes(b"x" * 3000)
    assert minisign("-S", "-s", "k.key", "-m", "m", "-t", "第7个", cwd=tmp_path).returncode == 0
    public = PublicKey.load(tmp_path / "k.pub")
    secret = SecretKey.load(tmp_path / "k.key")
    assert secret.public == public
    # minisign prints the number without leading noughts.
    assert f"{int(public.key_id, 16):X}" in (tmp_path / "k.pub").read_text()
    found = verify(b"x" * 3000, (tmp_path / "m.minisig").read_text(), public)
    assert (found.key_id, found.trusted_comment) == (public.key_id, "第7个")


def test_minisign_uses_our_secret_keys_with_and_without_passphrase(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(b"abc")
    (tmp_path / "k.pub").write_text(KEY.public.text())
    KEY.save(tmp_path / "plain.key")
    KEY.save(tmp_path / "locked.key", "口令 123")
    assert (tmp_path / "locked.key").stat().st_mode & 0o777 == 0o600
    for name, text in (("plain.key", ""), ("locked.key", "口令 123\n")):
        done = minisign("-S", "-s", name, "-m", "m", "-x", f"{name}.sig", cwd=tmp_path, text=text)
        assert done.returncode == 0, done.stderr
        assert minisign("-V", "-m", "m", "-x", f"{name}.sig", "-p", "k.pub", cwd=tmp_path).returncode == 0
    assert SecretKey.load(tmp_path / "locked.key", "口令 123") == KEY
    with pytest.raises(UsageFault, match="密码不对"):
        SecretKey.load(tmp_path / "locked.key", "口令 124")
    with pytest.raises(UsageFault) as needed:
        SecretKey.load(tmp_path / "locked.key")
    assert needed.value.code == "passphrase_needed"


def test_a_secret_key_is_never_overwritten_or_shown(tmp_path: Path) -> None:
    KEY.save(tmp_path / "k.key")
    before = (tmp_path / "k.key").read_bytes()
    with pytest.raises(UsageFault):
        STRANGER.save(tmp_path / "k.key")
    assert (tmp_path / "k.key").read_bytes() == before
    assert KEY.seed.hex() not in repr(KEY) and repr(KEY.seed) not in repr(KEY)


@given(st.binary(max_size=200), st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60))
def test_sign_then_verify(data: bytes, comment: str) -> None:
    assert verify(data, sign(data, KEY, comment), KEY.public).trusted_comment == comment


@given(st.data())
def test_any_changed_byte_of_a_signature_is_refused(data: st.DataObject) -> None:
    text = sign(b"abc", KEY, "village:1\tseq:2").encode()
    start = text.index(b"\n") + 1  # the untrusted comment may change, as its name says
    at = data.draw(st.integers(start, len(text) - 2))
    other = data.draw(st.integers(0x20, 0x7E).filter(lambda b: b != text[at]))
    changed = (text[:at] + bytes([other]) + text[at + 1 :]).decode()
    with pytest.raises(SenderFault) as refused:
        verify(b"abc", changed, KEY.public)
    assert refused.value.code in ("bad_signature", "unknown_key")


def test_legacy_signatures_are_refused(tmp_path: Path) -> None:
    KEY.save(tmp_path / "k.key")
    (tmp_path / "m").write_bytes(b"abc")
    raw = KEY.sign_raw(b"abc")
    text = "\n".join((
        "untrusted comment: x",
        base64.b64encode(b"Ed" + KEY.number + raw).decode(),
        "trusted comment: y",
        base64.b64encode(KEY.sign_raw(raw + b"y")).decode(),
        "",
    ))  # fmt: skip
    (tmp_path / "m.minisig").write_text(text)
    (tmp_path / "k.pub").write_text(KEY.public.text())
    assert minisign("-V", "-m", "m", "-p", "k.pub", cwd=tmp_path).returncode == 0  # minisign still takes it
    with pytest.raises(SenderFault, match="旧式"):
        verify(b"abc", text, KEY.public)


def test_a_swapped_trusted_comment_is_refused() -> None:
    lines = sign(b"abc", KEY, "village:1\tseq:2").split("\n")
    lines[2] = "trusted comment: village:1\tseq:3"
    with pytest.raises(SenderFault) as refused:
        verify(b"abc", "\n".join(lines), KEY.public)
    assert refused.value.code == "bad_signature"


def test_who_may_sign_what() -> None:
    RING.check(KEY.key_id, 5, changes_keys=False)
    RING.check(ROOT.key_id, 5, changes_keys=True)
    for key, changes_keys, code in (
        (KEY, True, "not_root_key"),
        (ROOT, False, "root_key_misused"),
        (STRANGER, False, "unknown_key"),
    ):
        with pytest.raises(SenderFault) as refused:
            RING.check(key.key_id, 5, changes_keys=changes_keys)
        assert refused.value.code == code


def test_a_change_of_keys_counts_from_the_next_bundle() -> None:
    change = KeysItem((STRANGER.public.line(),), (KeyRevocation(KEY.key_id.lower(), 9),))
    ring = RING.after(change, 7)
    ring.check(KEY.key_id, 8, changes_keys=False)
    ring.check(STRANGER.key_id, 8, changes_keys=False)
    for key, seq in ((KEY, 9), (STRANGER, 7)):
        with pytest.raises(SenderFault) as refused:
            ring.check(key.key_id, seq, changes_keys=False)
        assert refused.value.code == "key_revoked"
    again = ring.after(KeysItem((KEY.public.line(),), (KeyRevocation(KEY.key_id, 50),)), 20)
    with pytest.raises(SenderFault):
        again.check(KEY.key_id, 21, changes_keys=False)


def test_trusted_folder(tmp_path: Path) -> None:
    (tmp_path / "county.pub").write_text(KEY.public.text())
    (tmp_path / "root.pub").write_text(ROOT.public.line())
    (tmp_path / "notes.txt").write_text("x")
    ring = KeyRing.load_dir(tmp_path)
    assert ring == RING
    (tmp_path / "more.pub").write_text("untrusted comment: only half")
    with pytest.raises(SenderFault) as refused:
        KeyRing.load_dir(tmp_path)
    assert refused.value.code == "bad_key"


def test_demo_keys_repeat() -> None:
    assert SecretKey.from_seed(hashlib.sha256(b"a").digest()) == SecretKey.from_seed(
        hashlib.sha256(b"a").digest()
    )
    assert SecretKey.generate() != SecretKey.generate()
