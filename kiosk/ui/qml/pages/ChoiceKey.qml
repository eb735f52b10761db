pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One of several to choose: the chosen one is filled and carries a check, the others an empty ring.
Rectangle {
    id: key

    required property string code
    required property string label
    required property string sub
    required property string icon
    required property bool chosen
    required property bool marked
    readonly property color inkColor: chosen ? Theme.primaryInk : Theme.ink

    signal activated

    implicitHeight: Math.max(Theme.px(Theme.landscape || Theme.lowReach ? 112 : 132), words.implicitHeight + Theme.px(24))
    radius: Theme.radius
    color: chosen ? Theme.primary : touch.pressed ? Theme.tint : Theme.surface
    border.width: chosen ? 0 : Theme.stroke
    border.color: touch.pressed ? Theme.primary : Theme.edge

    Icon {
        id: mark
        x: Theme.px(28)
        anchors.verticalCenter: parent.verticalCenter
        name: key.icon
        size: Theme.px(54)
        tint: key.chosen ? Theme.primaryInk : Theme.ptext
    }
    Column {
        id: words
        x: mark.x + mark.width + Theme.px(26)
        anchors.verticalCenter: parent.verticalCenter
        width: state.x - x - Theme.px(12)
        Label {
            width: parent.width
            kind: "name"
            text: key.label
            color: key.inkColor
        }
        Label {
            width: parent.width
            visible: key.sub !== "" && Theme.step < 2
            kind: "meta"
            text: key.sub
            color: key.chosen ? Theme.primaryInk2 : Theme.ink2
        }
    }
    Icon {
        id: state
        x: parent.width - width - Theme.px(28)
        anchors.verticalCenter: parent.verticalCenter
        name: !key.marked ? "chevron-right" : key.chosen ? "circle-check" : "circle"
        size: Theme.px(50)
        tint: key.chosen ? Theme.primaryInk : key.marked ? Theme.edge : Theme.ptext
    }
    TouchKey {
        id: touch
        label: key.label
        role: key.marked ? Accessible.RadioButton : Accessible.Button
        checked: key.chosen
        onActivated: key.activated()
    }
}
