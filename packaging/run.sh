#!/usr/bin/env bash
# 一条命令看演示:装好所需,建演示县,打开触摸屏;没有显示器时改存截图。
set -euo pipefail
# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

say "第一步:检查系统软件包"
need_packages "${QT_PACKAGES[@]}" cups-client cups-ipp-utils
say "第二步:检查 Python 环境"
make_venv
need_lock requirements
need_lock requirements-nodeps --no-deps
need_command

say "第三步:准备演示县(在 demo-county/,安义县的真实村名,人都是编的)"
# The last line of the output is the home folder of the village that is shown.
home=$("$VENV/bin/kiosk" demo demo-county --no-window | tee >(cat >&2) | tail -n 1)
export KIOSK_HOME="$home"

if display_works; then
  say "第四步:打开触摸屏;关掉窗口就结束"
  exec "$VENV/bin/kiosk" run --window
fi
say "第四步:没有可用的显示器,改存截图到 shots/(竖屏 portrait,横屏 landscape)"
"$VENV/bin/kiosk" shots shots/portrait --size 1080x1920
"$VENV/bin/kiosk" shots shots/landscape --size 1920x1080
say "好了。截图在 $ROOT/shots"
