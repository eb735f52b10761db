pragma ComponentBehavior: Bound
import QtQuick

// A key (ui.md §4): kind = plain, primary, link, danger, on. `stack` puts the icon over the word.
Rectangle {
    id: key

    required property string label
    property string kind: "plain"
    property string icon: ""
    property string iconRight: ""
    property bool stack: false
    property string textKind: stack ? "bar" : "key"
    property string accessibleName: label
    property string speech: label
    property real sidePad: stack ? Theme.px(6) : Theme.px(24)
    property real iconSize: stack ? Theme.px(44) : Math.round(Theme.sizes[textKind] * 1.15)
    property bool wraps: false
    readonly property alias pressed: touch.pressed
    readonly property bool filled: kind === "primary" || kind === "on"
    readonly property color inkColor: !enabled ? Theme.edge : filled ? Theme.primaryInk : kind === "link" ? Theme.ptext : kind === "danger" ? Theme.errInk : Theme.ink

    signal activated

    implicitWidth: (stack ? Math.max(word.implicitWidth, iconSize) : inline.width) + sidePad * 2
    implicitHeight: Math.max(Theme.key, stack ? 0 : word.implicitHeight + Theme.px(24))
    radius: Theme.radius
    color: filled ? (pressed ? Theme.primaryPress : Theme.primary) : pressed ? Theme.tint : Theme.surface
    border.width: filled && enabled ? 0 : Theme.stroke
    border.color: !enabled ? Theme.line : kind === "danger" ? Theme.errInk : kind === "link" || pressed ? Theme.primary : Theme.edge

    Column {
        anchors.centerIn: parent
        visible: key.stack
        spacing: -Theme.px(4)
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: key.stack ? key.icon : ""
            size: key.iconSize
            tint: key.inkColor
        }
        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: key.stack
            kind: key.textKind
            oneLine: true
            text: key.stack ? key.label : ""
            color: key.inkColor
        }
    }
    Row {
        id: inline
        anchors.centerIn: parent
        visible: !key.stack
        spacing: Theme.px(14)
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: key.stack ? "" : key.icon
            size: key.iconSize
            tint: key.inkColor
        }
        Label {
            id: word
            anchors.verticalCenter: parent.verticalCenter
            width: key.wraps ? Math.min(implicitWidth, key.width - key.sidePad * 2 - (key.icon ? key.iconSize + Theme.px(14) : 0) - (key.iconRight ? key.iconSize + Theme.px(14) : 0)) : implicitWidth
            kind: key.textKind
            oneLine: !key.wraps
            text: key.label
            color: key.inkColor
        }
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: key.stack ? "" : key.iconRight
            size: key.iconSize
            tint: key.inkColor
        }
    }
    TouchKey {
        id: touch
        label: key.accessibleName
        checked: key.kind === "on"
        onActivated: key.activated()
    }
}
