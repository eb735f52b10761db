pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// A ring that empties, with the seconds in text.
Item {
    id: countdown

    required property int seconds
    property int total: 30

    implicitWidth: Theme.px(240)
    implicitHeight: implicitWidth
    Ring {
        anchors.fill: parent
        fraction: countdown.total > 0 ? countdown.seconds / countdown.total : 0
        stroke: Theme.px(14)
        track: Theme.line
        arc: Theme.primary
    }
    Label {
        anchors.centerIn: parent
        kind: "display"
        font.pixelSize: Math.min(Theme.sizes.display, Math.round(countdown.width * 0.42))
        oneLine: true
        text: countdown.seconds
    }
}
