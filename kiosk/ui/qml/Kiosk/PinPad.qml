pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// Digits in the order of a telephone, dots for what was pressed; nothing of it is shown (ui.md §4).
Item {
    id: pad

    required property int pressed
    property int places: 6
    // What came of the digits before: beside the dots where the glass is wide, else under the keys.
    property string note: ""
    property bool problem: false
    readonly property bool flat: Theme.landscape
    readonly property int columns: flat ? 6 : 3
    readonly property int rows: flat ? 2 : 4
    readonly property var signs: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", ""]
    readonly property real keyWidth: Math.min(Theme.px(320), (width - Theme.gapMin * (columns - 1)) / columns)
    readonly property real keyHeight: Math.max(Theme.mm(20, 80), Math.min(Theme.px(140), (height - dots.height - Theme.gap - Theme.gapMin * (rows - 1)) / rows))

    signal digit(string sign)

    Row {
        id: dots
        height: Theme.px(56)
        spacing: Theme.px(20)
        Repeater {
            model: pad.places
            Rectangle {
                required property int index
                anchors.verticalCenter: parent ? parent.verticalCenter : undefined
                width: Theme.px(36)
                height: width
                radius: width / 2
                color: index < pad.pressed ? Theme.ink : "transparent"
                border.width: Theme.stroke
                border.color: Theme.edge
            }
        }
        Accessible.role: Accessible.StaticText
        Accessible.name: Words.pressed_digits.arg(pad.pressed)
    }
    Notice {
        x: pad.flat ? dots.width + Theme.section : 0
        y: pad.flat ? Math.round((dots.height - height) / 2) : keys.y + keys.height + Theme.gap
        width: pad.width - x
        visible: text !== ""
        problem: pad.problem
        text: pad.note
    }
    Flow {
        id: keys
        y: dots.height + Theme.gap
        width: pad.keyWidth * pad.columns + Theme.gapMin * (pad.columns - 1) + 1
        spacing: Theme.gapMin
        Repeater {
            model: pad.signs
            GridKey {
                required property string modelData
                readonly property bool rubs: modelData === ""
                width: rubs ? pad.keyWidth * 2 + Theme.gapMin : pad.keyWidth
                height: pad.keyHeight
                textKind: "h2"
                textSize: Theme.px(rubs ? 40 : 56)
                label: rubs ? Words.rub_out : modelData
                enabled: rubs ? pad.pressed > 0 : pad.pressed < pad.places
                onActivated: pad.digit(modelData)
            }
        }
    }
}
