pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Beside the picture: turning and enlarging, and what was looked at before printing.
Item {
    id: turns

    required property DeskSheetVM vm
    required property PictureView picture
    required property real keyHigh
    readonly property bool enlarged: picture.step > 0
    readonly property int at: vm.view.page ?? 0
    readonly property int pages: vm.view.pages ?? 0

    Column {
        id: keys
        width: parent.width
        spacing: Theme.gapMin
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            kind: "small"
            font.pixelSize: Theme.px(Theme.compact ? 28 : 30)
            text: turns.vm.view.place ?? ""
        }
        Key {
            width: parent.width
            height: turns.keyHigh
            visible: !turns.enlarged
            enabled: turns.at > 0
            sidePad: Theme.px(8)
            textKind: Theme.compact ? "small" : "key"
            icon: "chevron-up"
            label: Words.previous_sheet
            onActivated: turns.vm.turn(turns.at - 1)
        }
        Key {
            width: parent.width
            height: turns.keyHigh
            visible: !turns.enlarged
            enabled: turns.at < turns.pages - 1
            sidePad: Theme.px(8)
            textKind: Theme.compact ? "small" : "key"
            icon: "chevron-down"
            label: Words.next_sheet
            onActivated: turns.vm.turn(turns.at + 1)
        }
        Key {
            width: parent.width
            height: turns.keyHigh
            enabled: turns.pages > 0 && turns.picture.can_enlarge
            visible: !turns.enlarged || !Theme.compact
            sidePad: Theme.px(8)
            textKind: Theme.compact ? "small" : "key"
            icon: "zoom-in"
            label: Words.zoom_in
            onActivated: turns.picture.enlarge()
        }
        Key {
            width: parent.width
            height: turns.keyHigh
            visible: turns.enlarged
            sidePad: Theme.px(8)
            textKind: Theme.compact ? "small" : "key"
            icon: "zoom-out"
            label: Words.zoom_out
            onActivated: turns.picture.fit()
        }
        Grid {
            id: arrows
            readonly property real share: (width - spacing) / 2
            width: parent.width
            visible: turns.enlarged
            columns: 2
            spacing: Theme.gapMin
            Repeater {
                model: [
                    {
                        icon: "chevron-up",
                        label: Words.move_up,
                        x: 0,
                        y: -1
                    },
                    {
                        icon: "chevron-down",
                        label: Words.move_down,
                        x: 0,
                        y: 1
                    },
                    {
                        icon: "chevron-left",
                        label: Words.move_left,
                        x: -1,
                        y: 0
                    },
                    {
                        icon: "chevron-right",
                        label: Words.move_right,
                        x: 1,
                        y: 0
                    }
                ]
                Key {
                    required property var modelData
                    width: arrows.share
                    height: turns.keyHigh
                    sidePad: Theme.px(4)
                    stack: true
                    iconSize: Theme.px(32)
                    icon: modelData.icon
                    label: modelData.label
                    onActivated: turns.picture.move_by(modelData.x, modelData.y)
                }
            }
        }
    }
    PrintLooks {
        y: turns.height - height
        width: parent.width
        visible: !turns.enlarged && has && (!Theme.landscape || Theme.compact)
        brief: Theme.compact
        vm: turns.vm
    }
}
