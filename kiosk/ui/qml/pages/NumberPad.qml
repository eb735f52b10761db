pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Digits as large keys; what was pressed stands in the page's header. Wide and low: two rows of six, or one.
Item {
    id: pad

    required property string digits
    readonly property bool flat: Theme.landscape
    readonly property int columns: Theme.compact ? 12 : flat ? 6 : 3
    readonly property int rows: Theme.compact ? 1 : flat ? 2 : 4
    readonly property var signs: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", ""]
    readonly property real gap: Theme.gapMin
    readonly property real keyWidth: (width - gap * (columns - 1)) / columns
    readonly property real keyHeight: Math.max(Theme.target, Math.min(Theme.px(flat || Theme.lowReach ? 150 : 208), Math.floor((height - gap * (rows - 1)) / rows)))

    signal pressed(string digit)

    Flow {
        width: parent.width
        spacing: pad.gap
        Repeater {
            model: pad.signs
            GridKey {
                required property string modelData
                readonly property bool rubs: modelData === ""
                width: rubs ? pad.keyWidth * 2 + pad.gap : pad.keyWidth
                height: pad.keyHeight
                textKind: "h2"
                textSize: rubs ? Theme.sizes.key : Theme.px(pad.flat || Theme.lowReach ? 56 : 72)
                label: rubs ? Words.rub_out : modelData
                enabled: !rubs || pad.digits !== ""
                onActivated: pad.pressed(modelData)
            }
        }
    }
}
