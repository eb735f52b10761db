pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// How a matter stands: its chip, until when, 上屏 打印 上墙 可撤, and what has to be said besides.
Card {
    id: card

    required property var view
    readonly property var facts: view.facts ?? []
    property int columns: 4

    implicitHeight: said.implicitHeight + Theme.px(Theme.compact ? 24 : 40)

    Column {
        id: said
        x: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 2 * x
        spacing: Theme.px(Theme.compact ? 8 : 16)
        Flow {
            width: parent.width
            spacing: Theme.gap
            Chip {
                state: card.view.chipState ?? "mute"
                label: card.view.chip ?? ""
                icon: card.view.chipIcon ?? ""
            }
            Label {
                kind: "meta"
                oneLine: true
                color: Theme.ink
                text: card.view.due ?? ""
            }
        }
        Grid {
            id: grid
            width: parent.width
            columns: card.columns
            rowSpacing: Theme.px(8)
            Repeater {
                model: card.facts
                Flow {
                    id: fact
                    required property var modelData
                    width: grid.width / grid.columns
                    spacing: Theme.compact ? Theme.px(10) : 0
                    Label {
                        width: Theme.compact ? implicitWidth : parent.width
                        kind: "small"
                        oneLine: true
                        text: fact.modelData.label
                    }
                    Label {
                        width: Theme.compact ? implicitWidth : parent.width - Theme.gapMin
                        kind: Theme.compact ? "small" : "meta"
                        font.weight: Font.Medium
                        text: fact.modelData.words
                        color: fact.modelData.missing ? Theme.errInk : Theme.ink
                    }
                }
            }
        }
        Label {
            width: parent.width
            visible: text !== ""
            kind: "meta"
            text: card.view.remark ?? ""
        }
    }
}
