pragma ComponentBehavior: Bound
import QtQuick

// One key of a grid: a large word (a surname, a given name, a group) and a small line under it.
Rectangle {
    id: key

    required property string label
    property string sub: ""
    property string textKind: "h2"
    property real textSize: Theme.sizes[textKind]
    property bool chosen: false
    // Another kind of key than its neighbours.
    property bool apart: false
    property string accessibleName: label + (sub ? "，" + sub : "")
    property string speech: accessibleName
    readonly property color inkColor: !enabled ? Theme.edge : chosen ? Theme.primaryInk : Theme.ptext

    signal activated

    implicitHeight: Math.max(Theme.key, words.implicitHeight + Theme.px(20))
    radius: Theme.radius
    color: chosen ? Theme.primary : touch.pressed !== apart ? Theme.tint : Theme.surface
    border.width: chosen ? 0 : Theme.stroke
    border.color: !enabled ? Theme.line : touch.pressed || apart ? Theme.primary : Theme.edge

    Column {
        id: words
        anchors.centerIn: parent
        width: parent.width - Theme.px(16)
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            kind: key.textKind
            font.pixelSize: key.textSize
            text: key.label
            color: key.inkColor
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            visible: key.sub !== ""
            kind: "small"
            text: key.sub
            color: key.chosen ? Theme.primaryInk2 : Theme.ink2
        }
    }
    TouchKey {
        id: touch
        label: key.accessibleName
        checked: key.chosen
        onActivated: key.activated()
    }
}
