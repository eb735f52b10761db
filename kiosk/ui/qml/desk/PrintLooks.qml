pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 打印前核对: the five looks, what failed with a key for the reason; `brief` says only how they came out.
Card {
    id: looks

    required property DeskSheetVM vm
    property bool brief: false
    property int columns: 1
    readonly property bool has: (vm.view.proofs ?? []).length > 0
    readonly property bool bad: vm.view.bad ?? false

    height: proofs.implicitHeight + Theme.px(28)

    Column {
        id: proofs
        x: Theme.px(16)
        y: Theme.px(14)
        width: parent.width - x * 2
        spacing: Theme.px(6)
        Label {
            width: parent.width
            visible: looks.brief || looks.columns === 1
            kind: "small"
            font.pixelSize: Theme.px(looks.brief ? 28 : 30)
            font.weight: Font.Bold
            color: looks.bad ? Theme.errInk : Theme.ink
            text: looks.brief ? looks.vm.view.verdict ?? "" : Words.before_printing
        }
        Grid {
            id: grid
            width: parent.width
            visible: !looks.brief
            columns: looks.columns
            rowSpacing: Theme.px(6)
            columnSpacing: Theme.px(16)
            // Beside each other the heading is the first of six.
            Label {
                visible: looks.columns > 1
                kind: "small"
                font.pixelSize: Theme.px(30)
                font.weight: Font.Bold
                oneLine: true
                text: Words.before_printing
            }
            Repeater {
                model: looks.brief ? [] : looks.vm.view.proofs ?? []
                Row {
                    id: proof
                    required property var modelData
                    readonly property color ink: modelData.look === "err" ? Theme.errInk : modelData.look === "ok" ? Theme.okInk : Theme.ink2
                    width: (grid.width - grid.columnSpacing * (grid.columns - 1)) / grid.columns
                    spacing: Theme.px(10)
                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        name: proof.modelData.icon
                        size: Theme.px(34)
                        tint: proof.ink
                    }
                    Label {
                        kind: "small"
                        font.pixelSize: Theme.px(30)
                        oneLine: true
                        text: proof.modelData.words
                        color: proof.ink
                    }
                }
            }
        }
        Key {
            width: parent.width
            height: Theme.target
            visible: looks.bad
            sidePad: Theme.px(8)
            kind: "danger"
            label: Words.see_why
            onActivated: looks.vm.see_first()
        }
    }
}
