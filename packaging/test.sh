#!/usr/bin/env bash
# 一条命令跑测试:装好所需,再跑全部测试。后面的参数原样交给 pytest。
set -euo pipefail
# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

say "第一步:检查系统软件包"
need_packages "${QT_PACKAGES[@]}" \
  avahi-daemon cups cups-client cups-filters cups-ipp-utils dbus \
  chromium fontconfig minisign poppler-utils shellcheck x11-utils xauth xdotool xvfb
say "第二步:检查 Python 环境"
make_venv
need_lock requirements
need_lock requirements-nodeps --no-deps
need_lock requirements-test
need_webtools
need_command

PYTEST=("$VENV/bin/python" -m pytest)
for argument in "$@"; do
  case "$argument" in
  -m | -m* | --collect-only | --co | -n*)
    say "第三步:跑测试(按你给的参数)"
    exec "${PYTEST[@]}" "$@"
    ;;
  esac
done

# pytest says 5 when nothing was chosen: fine for one half, a failure only when both halves are empty.
say "第三步:跑可以同时跑的测试"
together=0
# One file stays on one worker, so that what a file builds for all its tests is built once.  Pages have
# a process of their own: when a worker dies, pytest-xdist may wait for ever instead of failing.
"${PYTEST[@]}" -n 2 --dist loadfile --max-worker-restart=0 -m "not serial and not pages" "$@" || together=$?
[ "$together" -eq 0 ] || [ "$together" -eq 5 ] || exit "$together"

say "第四步:跑屏幕每一页的测试,同时乱点"
pages=0
random=0
touched=$(mktemp)
trap 'rm -f "$touched"' EXIT
# The random touches are long and need one core: they are told when the pages are through.
"${PYTEST[@]}" -m "pages and serial" "$@" >"$touched" 2>&1 &
touching=$!
"${PYTEST[@]}" -m "pages and not serial" "$@" || pages=$?
wait "$touching" || random=$?
cat "$touched"
[ "$pages" -eq 0 ] || [ "$pages" -eq 5 ] || exit "$pages"
[ "$random" -eq 0 ] || [ "$random" -eq 5 ] || exit "$random"
[ "$pages" -eq 5 ] && pages=$random
[ "$pages" -eq 5 ] && pages=$together

say "第五步:跑要独占机器的测试(窗口、计时、多进程)"
alone=0
"${PYTEST[@]}" -m "serial and not pages" "$@" || alone=$?
[ "$alone" -eq 5 ] && alone=$pages
exit "$alone"
