pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One of the four figures of 今日: how many, and of what; opens the ledger at them.
Rectangle {
    id: figure

    required property string number
    required property string label
    required property string icon
    required property string look
    readonly property color ink: look === "err" ? Theme.errInk : look === "warn" ? Theme.warnInk : Theme.ink

    signal activated

    implicitHeight: Theme.px(Theme.landscape ? 132 : 170)
    radius: Theme.radius
    color: touch.pressed ? Theme.tint : look === "err" ? Theme.errGround : look === "warn" ? Theme.warnGround : Theme.surface
    border.width: Theme.stroke
    border.color: look === "" ? Theme.edge : ink

    Column {
        anchors.centerIn: parent
        // A figure has no descender: by its line the pair would look too low.
        anchors.verticalCenterOffset: -Theme.px(7)
        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            kind: "figure"
            oneLine: true
            text: figure.number
            color: figure.ink
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.px(8)
            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: figure.icon
                size: Theme.px(32)
                tint: figure.ink
            }
            Label {
                kind: "small"
                font.pixelSize: Theme.px(30)
                oneLine: true
                text: figure.label
                color: figure.ink
            }
        }
    }
    TouchKey {
        id: touch
        label: figure.label + " " + figure.number
        onActivated: figure.activated()
    }
}
