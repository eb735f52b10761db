pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// A line of 先办这些: what, until when, the next action and at most one more.
Card {
    id: task

    required property string title
    required property string sentence
    required property string chip
    required property string chipState
    required property string chipIcon
    required property string action
    required property string actionLabel
    required property string other
    required property string otherLabel

    signal acted(string action)

    implicitHeight: Math.max(Theme.target + Theme.px(24), said.implicitHeight + Theme.px(Theme.compact ? 8 : Theme.landscape ? 12 : 20))

    Column {
        id: said
        x: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        width: keys.x - x - Theme.px(16)
        spacing: Theme.px(2)
        Label {
            width: parent.width
            kind: "meta"
            color: Theme.ink
            font.weight: Font.Medium
            text: task.title
        }
        Flow {
            width: parent.width
            spacing: Theme.px(14)
            Chip {
                id: chip
                state: task.chipState
                label: task.chip
                icon: task.chipIcon !== "" ? task.chipIcon : defaultIcon
            }
            Label {
                width: Math.min(implicitWidth, said.width)
                height: Math.max(implicitHeight, chip.height)
                verticalAlignment: Text.AlignVCenter
                visible: text !== ""
                kind: "small"
                font.pixelSize: Theme.px(30)
                color: Theme.ink2
                text: task.sentence
            }
        }
    }
    Row {
        id: keys
        x: parent.width - width - Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gapMin
        Key {
            height: Theme.target
            visible: task.other !== ""
            sidePad: Theme.px(Theme.compact ? 10 : 16)
            textKind: Theme.compact ? "bar" : "key"
            label: task.otherLabel
            accessibleName: task.otherLabel + "，" + task.title
            onActivated: task.acted(task.other)
        }
        Key {
            height: Theme.target
            visible: task.action !== ""
            sidePad: Theme.px(Theme.compact ? 10 : 16)
            textKind: Theme.compact ? "bar" : "key"
            kind: "link"
            label: task.actionLabel
            accessibleName: task.actionLabel + "，" + task.title
            onActivated: task.acted(task.action)
        }
    }
}
