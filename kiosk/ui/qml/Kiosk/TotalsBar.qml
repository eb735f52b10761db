pragma ComponentBehavior: Bound
import QtQuick

// Totals on tint ground. lines = [{label, detail, value}]: the first bold = what is listed, then the whole village.
Rectangle {
    id: bar

    required property var lines

    implicitHeight: rows.implicitHeight + Theme.px(24)
    radius: Theme.radius
    color: Theme.tint
    border.width: Theme.dark ? Theme.stroke : 0
    border.color: Theme.line

    Column {
        id: rows
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.px(32)
        anchors.rightMargin: Theme.px(32)
        Repeater {
            model: bar.lines
            Item {
                id: line
                required property var modelData
                required property int index
                readonly property bool first: index === 0
                // Label, detail and value side by side where they fit, else the detail below.
                readonly property bool fits: name.implicitWidth + detail.implicitWidth + value.implicitWidth + Theme.px(48) <= width
                readonly property bool tight: name.implicitWidth + value.implicitWidth + Theme.px(24) > width

                width: rows.width
                implicitHeight: fits ? value.implicitHeight : tight ? name.implicitHeight + detail.implicitHeight + value.implicitHeight : value.implicitHeight + (detail.text ? detail.implicitHeight : 0)
                Label {
                    id: name
                    anchors.verticalCenter: line.tight ? undefined : value.verticalCenter
                    kind: line.first ? "name" : "meta"
                    font.weight: line.first ? Font.Bold : Font.Normal
                    oneLine: true
                    text: line.modelData.label ?? ""
                }
                Label {
                    id: detail
                    x: line.fits ? line.width - value.implicitWidth - implicitWidth - Theme.px(48) : 0
                    y: line.fits ? (value.height - height) / 2 : line.tight ? name.height : value.height
                    width: line.fits ? implicitWidth : Math.min(implicitWidth, line.width)
                    kind: "meta"
                    text: line.modelData.detail ?? ""
                    color: line.first ? Theme.ink : Theme.ink2
                }
                Label {
                    id: value
                    x: line.width - implicitWidth
                    y: line.tight ? name.height + detail.height : 0
                    kind: line.first ? "amount" : "meta"
                    oneLine: true
                    text: line.modelData.value ?? ""
                }
            }
        }
    }
}
