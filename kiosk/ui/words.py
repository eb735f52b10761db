"""Every fixed word on the screen, once. Python uses ``W``, QML the singleton ``Words``.

Verbs first, at most 20 hanzi a sentence, no office or computer words (ui.md §6).  Sentences with
``%1`` are filled in QML with ``arg``; money, dates and counts are made in Python and passed whole.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1


class WordList:
    """Field name = name in QML. Not a dataclass: making one of so many fields takes 6 ms of every start."""

    __slots__ = ()

    # Bottom bar
    back: str = "返回"
    home: str = "首页"
    previous_page: str = "上一页"
    next_page: str = "下一页"
    big_text: str = "大字"
    big_text_now_1: str = "大字，现在是标准"
    big_text_now_2: str = "大字，现在是大"
    big_text_now_3: str = "大字，现在是特大"
    dark_ground: str = "黑底"
    light_ground: str = "白底"
    low: str = "低位"
    restore: str = "恢复"
    help: str = "帮助"
    done: str = "看完了"
    press_below: str = "按下面这些就行"

    # States of a page (ui.md §5)
    opening: str = "正在打开…"
    slow: str = "有点慢，请再等一下"
    empty: str = "这里还没有内容。有了会放上来。"
    page_error: str = "这一页打不开。别的页可以看。请告诉值班员。"
    stale: str = "内容可能不是最新，请看公开栏或问值班员"
    withdrawn: str = "已撤回"
    continued: str = "（接上）"
    clock_untrusted: str = "时间未校准"
    worker_restarting: str = "正在重新接收新内容…"
    worker_failing: str = "暂时收不到新内容，请告诉值班员"

    # Idle warning
    still_there: str = "您还在看吗？"
    seconds_left: str = "还剩 %1 秒，就回到首页"
    stay: str = "继续看"

    # Attract loop
    touch_to_start: str = "摸一下屏幕，开始看"

    # Home
    what_to_see: str = "您想看什么？"
    see_public: str = "看公开"
    see_public_sub: str = "村里的事、账、人"
    see_public_sub_community: str = "社区的事、账、人"
    see_payouts: str = "查补贴"
    see_payouts_sub: str = "我家领了多少"
    see_policies: str = "懂政策"
    see_policies_sub: str = "谁能领、怎么办"
    see_notices: str = "看通知"
    see_notices_sub: str = "停水、开会、招工"
    ask: str = "提意见"
    ask_and_replies: str = "提意见 · 查回复"
    see_reply: str = "查回复"
    ask_sub: str = "有话跟村里说"
    ask_sub_community: str = "有话跟社区说"
    latest: str = "最近公开"

    # Desk
    lock: str = "锁定"
    pressed_digits: str = "按了 %1 位"
    other_person: str = "换人"
    back_to_villagers: str = "回到村民画面"
    do_first: str = "先办这些"
    see_why: str = "看原因"
    see_all: str = "看看"
    forgot_pin: str = "有新的开通码"
    no_amount: str = "还没有按数目"
    minus_sign: str = "负数"
    point_sign: str = "点"
    ledger_matter: str = "事项"
    ledger_due: str = "最晚"
    ledger_screen: str = "屏上"
    ledger_wall: str = "上墙"
    ledger_state: str = "情况"
    ledger_event: str = "记一件事"
    ledger_print: str = "打印台账"
    ledger_others: str = "另外几类"
    see_what_is_missing: str = "看看要补记什么"
    see_the_clock: str = "对着手机看看时间"
    written_by_hand: str = "手写的字"

    # 打印
    previous_sheet: str = "上一张"
    next_sheet: str = "下一张"
    before_printing: str = "打印前核对"
    each_sheet: str = "每张打"
    one_less: str = "少打一份"
    one_more: str = "多打一份"
    large_sheet: str = "大字版"

    # Shared by pages
    scan_to_take: str = "扫码带走"
    yuan: str = "元"
    earlier: str = "往期"

    # 看公开
    usual_subjects: str = "大家常看"
    other_subjects: str = "其他各类"

    # 查补贴
    find_me: str = "找我家"
    find_my_sum: str = "找我家领了多少"
    by_amount: str = "各项补贴（按金额从多到少）"
    by_group: str = "按小组看"
    which_group: str = "您看哪个小组？"
    which_payment: str = "您看哪一次发放？"
    number_short: str = "序"

    # 找我家
    one_step_back: str = "重新选"
    write_in_here: str = "写在这里"
    take_stroke_back: str = "退一笔"
    write_again: str = "重写"
    which_character: str = "是哪一个字？（只列本村有的）"
    not_read: str = "没认出来，再写一次，或按姓找。"
    name_is_whole: str = "字写全了。请按您家的名字。"

    # 写在他名下的
    earlier_years: str = "往年明细"
    sum_is_wrong: str = "数目不对，问一问"

    # 公开件
    see_attachment: str = "看附件"
    have_question: str = "有疑问"
    zoom_in: str = "放大看"
    zoom_out: str = "缩小"
    move_up: str = "往上"
    move_down: str = "往下"
    move_left: str = "往左"
    move_right: str = "往右"

    # 懂政策
    questions: str = "问与答"
    full_text: str = "全文"
    this_year: str = "今年发放结果"
    still_unclear: str = "还有不明白，问一问"
    one_picture: str = "一张图"
    see_video: str = "看视频"
    video_fails: str = "这个视频放不了。请看文字。"
    video_play: str = "开始放"
    video_pause: str = "停一下"
    video_go_on: str = "接着放"
    video_again: str = "再看一遍"
    video_restart: str = "从头看"
    video_back: str = "快退"
    sound_on: str = "开声音"
    sound_off: str = "关声音"
    self_check: str = "看看能不能领"
    yes: str = "是"
    no: str = "不是"
    unsure: str = "说不清"
    answer_again: str = "从头再答"
    ask_about_it: str = "问一问"

    # 提意见
    write_here: str = "在这里用手指写"
    wipe_sheet: str = "擦掉重写"
    rub_out: str = "退一格"
    your_number: str = "您的编号"


W = WordList()


def _constant(name: str) -> Any:
    return Property(str, lambda _self: getattr(W, name), constant=True)


@QmlElement
@QmlSingleton
class Words(QObject):
    """The fields of :class:`WordList` as constant properties."""

    for _name in WordList.__annotations__:
        locals()[_name] = _constant(_name)
    del _name
