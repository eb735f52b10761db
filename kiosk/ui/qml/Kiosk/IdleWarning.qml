pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Core

// 您还在看吗 (ui.md page 13): the lower 47 %; the rest dimmed flat. Any touch elsewhere means 继续看.
Item {
    id: warning

    required property int seconds
    property int total: 30
    readonly property bool wide: Theme.landscape

    signal stayed
    signal finished

    Rectangle {
        anchors.fill: parent
        color: Theme.veil
        MouseArea {
            anchors.fill: parent
            onPressed: warning.stayed()
        }
    }
    Rectangle {
        id: panel
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Math.max(Math.round(parent.height * 0.47), column.implicitHeight + Theme.px(88))
        color: Theme.bg
        Accessible.role: Accessible.AlertMessage
        Accessible.name: Words.still_there
        MouseArea {
            anchors.fill: parent
            onPressed: warning.stayed()
        }
        Rectangle {
            width: parent.width
            height: Theme.px(6)
            color: Theme.primary
        }
        Countdown {
            id: ring
            x: warning.wide ? Theme.margin * 2 : (parent.width - width) / 2
            y: warning.wide ? (parent.height - height) / 2 : column.y
            seconds: warning.seconds
            total: warning.total
        }
        Column {
            id: column
            readonly property real ringRoom: warning.wide ? 0 : ring.height + Theme.px(28)
            x: warning.wide ? ring.x + ring.width + Theme.section : Theme.margin
            width: parent.width - x - Theme.margin
            y: parent.height - implicitHeight - Theme.px(44)
            spacing: Theme.px(warning.wide ? 16 : 20)
            Item {
                width: 1
                height: column.ringRoom - column.spacing
                visible: !warning.wide
            }
            Label {
                width: parent.width
                horizontalAlignment: warning.wide ? Text.AlignLeft : Text.AlignHCenter
                kind: "display"
                font.pixelSize: Math.min(Theme.sizes.display, Theme.px(84))
                text: Words.still_there
            }
            Label {
                width: parent.width
                horizontalAlignment: warning.wide ? Text.AlignLeft : Text.AlignHCenter
                kind: "body"
                font.pixelSize: Math.min(Theme.sizes.body, Theme.px(56))
                text: Words.seconds_left.arg(warning.seconds)
                color: Theme.ink2
            }
            Key {
                width: parent.width
                height: warning.wide ? Theme.px(116) : Theme.px(156)
                kind: "primary"
                textKind: "h2"
                icon: "eye"
                label: Words.stay
                onActivated: warning.stayed()
            }
            Key {
                width: parent.width
                height: warning.wide ? Theme.key : Theme.px(120)
                icon: "check"
                label: Words.done
                onActivated: warning.finished()
            }
        }
    }
}
