pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// The eight keys at the bottom of the clerk's pages; the open one is filled, the last one locks.
Rectangle {
    id: bar

    readonly property int places: 8
    readonly property real space: Theme.gapMin
    readonly property real slot: Math.floor((width - 2 * Theme.margin - space * (places - 1)) / places)

    signal chosen(string page)
    signal locking

    implicitHeight: Theme.landscape ? Theme.px(152) : Theme.px(166)
    color: Theme.sunk

    Rectangle {
        width: parent.width
        height: Theme.stroke
        color: Theme.line
    }
    Repeater {
        model: Desk.tabs
        Key {
            required property int index
            required property var modelData
            x: Theme.margin + index * (bar.slot + bar.space)
            y: bar.height - height - Theme.px(32)
            width: bar.slot
            height: Theme.px(108)
            stack: true
            icon: modelData.icon
            label: modelData.label
            kind: Nav.desk_tab === modelData.page ? "on" : "plain"
            onActivated: bar.chosen(modelData.page)
        }
    }
    Key {
        x: bar.width - Theme.margin - width
        y: bar.height - height - Theme.px(32)
        width: bar.slot
        height: Theme.px(108)
        stack: true
        icon: "lock"
        label: Words.lock
        onActivated: bar.locking()
    }
}
