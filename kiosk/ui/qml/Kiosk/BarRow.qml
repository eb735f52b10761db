pragma ComponentBehavior: Bound
import QtQuick

// A programme with its amount and a bar from a common zero; `ratio` is of the largest of the whole set.
// Rows of class P3 carry a lock and do not open.
Rectangle {
    id: row

    required property string name
    property string count: ""
    property string date: ""
    property string amount: ""
    property string unit: ""
    property real ratio: 0
    property bool showsBar: true
    property string icon: ""
    property bool opens: true
    // 已撤回 in place of the amount.
    property string chipLabel: ""
    property string accessibleName: name + "，" + count + (amount ? "，" + amount + unit : "") + (chipLabel ? "，" + chipLabel : "")
    property string speech: accessibleName
    readonly property real inner: width - body.x - Theme.px(68)
    readonly property bool side: nameWord.implicitWidth + money.implicitWidth + Theme.px(24) <= inner
    readonly property real minimum: Theme.px(140)

    signal activated

    implicitHeight: Math.max(minimum, body.implicitHeight + Theme.px(Theme.landscape ? 28 : 16))
    radius: Theme.radius
    color: touch.pressed ? Theme.tint : Theme.surface
    border.width: Theme.stroke
    border.color: touch.pressed ? Theme.primary : Theme.line

    Rectangle {
        id: plate
        x: Theme.px(16)
        anchors.verticalCenter: parent.verticalCenter
        readonly property bool shown: row.icon !== "" && Theme.step < 2
        visible: shown
        width: shown ? Theme.px(84) : 0
        height: width
        radius: Theme.radius
        color: Theme.tint
        Icon {
            anchors.centerIn: parent
            name: row.icon
            size: Theme.px(54)
        }
    }
    Column {
        id: body
        x: plate.shown ? plate.x + plate.width + Theme.px(16) : Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        width: row.inner
        // Name over amount: their line boxes may share the leading, so that a wide glass holds one row more.
        spacing: -Theme.px(4)
        Item {
            width: parent.width
            implicitHeight: row.side ? Math.max(nameWord.height, money.height) : nameWord.height + money.height - Theme.px(6)
            Label {
                id: nameWord
                width: row.side ? implicitWidth : parent.width
                kind: "name"
                text: row.name
            }
            Row {
                id: money
                x: row.side ? parent.width - implicitWidth : 0
                y: row.side ? 0 : nameWord.height - Theme.px(6)
                visible: row.amount !== ""
                height: row.amount !== "" ? implicitHeight : 0
                spacing: Theme.px(4)
                Label {
                    id: sum
                    kind: "amount"
                    oneLine: true
                    text: row.amount
                }
                Label {
                    anchors.baseline: sum.baseline
                    kind: "meta"
                    oneLine: true
                    text: row.unit
                    color: Theme.ink
                }
            }
        }
        Chip {
            visible: row.chipLabel !== ""
            state: "err"
            icon: "circle-x"
            label: row.chipLabel
        }
        Label {
            width: parent.width
            kind: "meta"
            text: row.count + (row.date ? "　" + row.date : "")
        }
        Item {
            width: parent.width
            visible: row.showsBar
            implicitHeight: Theme.px(18)
            Rectangle {
                y: Theme.px(8)
                width: parent.width
                height: Theme.px(10)
                radius: height / 2
                color: Theme.track
            }
            Rectangle {
                y: Theme.px(8)
                width: Math.max(Theme.px(10), Math.round(parent.width * Math.min(1, row.ratio)))
                height: Theme.px(10)
                radius: height / 2
                color: Theme.primary
            }
        }
    }
    Icon {
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        name: row.opens ? "chevron-right" : "lock"
        tint: row.opens ? Theme.ptext : Theme.ink2
    }
    TouchKey {
        id: touch
        label: row.accessibleName
        enabled: row.opens
        visible: row.opens
        onActivated: row.activated()
    }
}
