pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// How many, on which paper, in which type; and how the printer is.
Column {
    id: settings

    required property DeskSheetVM vm
    required property real keyHigh
    readonly property bool idle: !(vm.view.busy ?? false)

    spacing: Theme.gapMin
    Card {
        width: parent.width
        height: settings.keyHigh + Theme.px(Theme.compact ? 8 : 24)
        Row {
            id: copies
            x: Theme.px(20)
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gapMin
            Label {
                anchors.verticalCenter: parent.verticalCenter
                kind: Theme.compact ? "small" : "meta"
                oneLine: true
                text: Words.each_sheet
            }
            Key {
                width: Theme.target
                height: settings.keyHigh
                enabled: settings.vm.view.canLess ?? false
                sidePad: 0
                icon: "minus"
                label: ""
                accessibleName: Words.one_less
                onActivated: settings.vm.more_copies(-1)
            }
            Label {
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.px(96)
                horizontalAlignment: Text.AlignHCenter
                kind: "name"
                font.weight: Font.Bold
                oneLine: true
                text: settings.vm.view.copies ?? ""
            }
            Key {
                width: Theme.target
                height: settings.keyHigh
                enabled: settings.vm.view.canMore ?? false
                sidePad: 0
                icon: "plus"
                label: ""
                accessibleName: Words.one_more
                onActivated: settings.vm.more_copies(1)
            }
        }
        Icon {
            id: mark
            x: copies.x + copies.width + Theme.px(28)
            anchors.verticalCenter: parent.verticalCenter
            name: (settings.vm.view.printerFine ?? true) ? "printer" : "printer-off"
            size: Theme.px(44)
            tint: (settings.vm.view.printerFine ?? true) ? Theme.ptext : Theme.errInk
        }
        Column {
            id: words
            x: mark.x + mark.width + Theme.px(16)
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - x - Theme.px(16)
            Label {
                width: parent.width
                kind: Theme.compact ? "small" : "meta"
                text: settings.vm.view.printer ?? ""
                color: (settings.vm.view.printerFine ?? true) ? Theme.ink : Theme.errInk
            }
            Label {
                width: parent.width
                visible: text !== ""
                kind: "small"
                font.pixelSize: Theme.px(28)
                text: settings.vm.view.printerNote ?? ""
                color: Theme.ink2
            }
        }
    }
    Row {
        id: papers
        // 768 lines: a sentence of two lines takes its place.
        visible: !Theme.compact || (settings.vm.said.words ?? "").length <= 22
        readonly property real share: (width - spacing * 3) / 4
        width: parent.width
        height: settings.keyHigh
        spacing: Theme.gapMin
        Repeater {
            model: settings.vm.view.papers ?? []
            Key {
                required property int index
                required property string modelData
                readonly property bool chosen: index === settings.vm.view.paperAt
                width: papers.share
                height: settings.keyHigh
                sidePad: Theme.px(8)
                textKind: Theme.compact ? "small" : "key"
                enabled: settings.idle
                kind: chosen ? "on" : "plain"
                icon: chosen ? "check" : ""
                label: modelData
                onActivated: settings.vm.choose_paper(index)
            }
        }
        Key {
            readonly property bool chosen: settings.vm.view.large ?? false
            width: papers.share
            height: settings.keyHigh
            sidePad: Theme.px(8)
            textKind: Theme.compact ? "small" : "key"
            enabled: settings.idle
            kind: chosen ? "on" : "plain"
            icon: chosen ? "check" : "text-size"
            label: Words.large_sheet
            onActivated: settings.vm.toggle_large()
        }
    }
}
