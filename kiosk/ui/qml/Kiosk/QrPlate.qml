pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// A QR code on white with its quiet zone of 4 modules in both themes. `code` = one string of 0 and 1 a line.
Grid {
    id: plate

    required property var code
    property string caption: Words.scan_to_take
    // 43 mm drawn on S (ui.md §4): ≥ 30 mm on every size.
    property real side: Theme.mm(43, 172)
    // The caption in two lines at the left instead of below: where height is short.
    property bool beside: false

    columns: beside ? 2 : 1
    layoutDirection: beside ? Qt.RightToLeft : Qt.LeftToRight
    spacing: Theme.px(beside ? 12 : 4)
    horizontalItemAlignment: Grid.AlignHCenter
    verticalItemAlignment: Grid.AlignVCenter
    Rectangle {
        width: plate.side
        height: plate.side
        radius: Theme.px(8)
        color: "white"
        border.width: Theme.stroke
        border.color: Theme.line
        Accessible.role: Accessible.Graphic
        Accessible.name: plate.caption
        Loader {
            anchors.fill: parent
            anchors.margins: Theme.stroke
            active: plate.code.length > 0
            sourceComponent: Modules {
                rows: plate.code
            }
        }
    }
    Label {
        id: word
        width: Math.ceil(plate.beside ? Theme.sizes.bar * 2.1 : metrics.advanceWidth(plate.caption))
        visible: plate.caption !== ""
        // A caption grows no more than the labels of keys: it belongs to the code, whose size stays.
        kind: "bar"
        font.weight: Font.Normal
        oneLine: !plate.beside
        text: plate.caption
        color: Theme.ink
    }
    FontMetrics {
        id: metrics
        font: word.font
    }
}
