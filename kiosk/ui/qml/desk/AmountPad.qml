pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// An amount with point and minus; what is pressed stands large above the digits.
Item {
    id: pad

    required property string amount
    readonly property int columns: Theme.landscape ? 7 : 3
    readonly property int rows: Theme.landscape ? 2 : 5
    readonly property real keyWidth: Math.min(Theme.px(320), (width - Theme.gapMin * (columns - 1)) / columns)
    readonly property real keyHeight: Math.max(Theme.mm(20, 80), Math.min(Theme.px(140), Math.floor((height - shown.height - Theme.gap - Theme.gapMin * (rows - 1)) / rows)))
    readonly property var signs: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", ".", "-", ""]

    signal pressed(string sign)

    Label {
        id: shown
        height: Math.ceil(font.pixelSize * 1.3)
        kind: "figure"
        oneLine: true
        text: pad.amount === "" ? "—" : pad.amount
        Accessible.name: pad.amount === "" ? Words.no_amount : pad.amount
    }
    Flow {
        y: shown.height + Theme.gap
        width: pad.keyWidth * pad.columns + Theme.gapMin * (pad.columns - 1) + 1
        spacing: Theme.gapMin
        Repeater {
            model: pad.signs
            GridKey {
                required property string modelData
                readonly property bool rubs: modelData === ""
                width: rubs && Theme.landscape ? pad.keyWidth * 2 + Theme.gapMin : rubs ? pad.keyWidth * 3 + Theme.gapMin * 2 : pad.keyWidth
                height: pad.keyHeight
                textKind: "h2"
                textSize: Theme.px(rubs || modelData === "-" || modelData === "." ? 40 : 56)
                label: rubs ? Words.rub_out : modelData === "-" ? Words.minus_sign : modelData === "." ? Words.point_sign : modelData
                enabled: !rubs || pad.amount !== ""
                onActivated: pad.pressed(modelData)
            }
        }
    }
}
