pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// A QR code on white with its quiet zone of 4 modules in both themes. `rows` = one string of 0 and 1 a line.
Column {
    id: plate

    required property var rows
    property string caption: Words.scan_to_take
    // 43 mm drawn on S (ui.md §4): ≥ 30 mm on every size.
    property real side: Theme.mm(43, 172)

    spacing: Theme.px(4)
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: plate.side
        height: plate.side
        radius: Theme.px(8)
        color: "white"
        border.width: Theme.stroke
        border.color: Theme.line
        Accessible.role: Accessible.Graphic
        Accessible.name: plate.caption
        Modules {
            anchors.fill: parent
            anchors.margins: Theme.stroke
            rows: plate.rows
        }
    }
    Label {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: plate.caption !== ""
        kind: "small"
        oneLine: true
        text: plate.caption
        color: Theme.ink
    }
}
