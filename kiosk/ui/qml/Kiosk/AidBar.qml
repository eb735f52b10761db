pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// The six aid places. Labels say what will happen; what is switched on is filled.
// 朗读 and 音量 have no voice yet: their two places stay empty, the same on every page; so does 低位 on a low glass.
Item {
    id: bar

    readonly property real slot: Theme.compact ? Theme.px(88) : Theme.landscape ? Theme.px(131) : Theme.px(152)
    readonly property real step: (width - slot) / 5

    implicitWidth: Theme.compact ? Theme.px(88 * 6 + 12 * 5) : Theme.landscape ? Theme.px(852) : Theme.px(984)
    implicitHeight: Theme.px(108)

    Key {
        x: 0
        width: bar.slot
        height: bar.height
        stack: true
        icon: "text-size"
        label: Words.big_text
        accessibleName: [Words.big_text_now_1, Words.big_text_now_2, Words.big_text_now_3][Theme.step]
        kind: Theme.step > 0 ? "on" : "plain"
        onActivated: Theme.step = (Theme.step + 1) % 3
    }
    Key {
        x: Math.round(bar.step)
        width: bar.slot
        height: bar.height
        stack: true
        icon: "contrast"
        label: Theme.dark ? Words.light_ground : Words.dark_ground
        kind: Theme.dark ? "on" : "plain"
        onActivated: Theme.dark = !Theme.dark
    }
    Key {
        x: Math.round(bar.step * 4)
        width: bar.slot
        height: bar.height
        visible: !Theme.compact
        stack: true
        icon: Theme.lowReach ? "arrow-bar-to-up" : "arrow-bar-to-down"
        label: Theme.lowReach ? Words.restore : Words.low
        kind: Theme.lowReach ? "on" : "plain"
        onActivated: Theme.lowWanted = !Theme.lowWanted
    }
    Key {
        x: Math.round(bar.step * 5)
        width: bar.slot
        height: bar.height
        stack: true
        icon: "help"
        label: Words.help
        kind: Nav.page === "help" ? "on" : "plain"
        onActivated: {
            if (Nav.page !== "help")
                Nav.open("help");
        }
    }
}
