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
        Flow {
            id: facts
            readonly property real share: Math.floor((width - spacing * (card.columns - 1)) / card.columns)
            // A day of another year is longer than its share: where all fit in the line, each gets as much
            // more than its words as the others, else one goes below.
            property real more: -1
            function measure(): void {
                let left = width - spacing * (shown.count - 1);
                let longest = 0;
                for (let i = 0; i < shown.count; i++) {
                    const item = shown.itemAt(i);
                    left -= item ? item.implicitWidth : 0;
                    longest = Math.max(longest, item ? item.implicitWidth : 0);
                }
                const fits = card.columns >= shown.count && longest > share && left >= 0;
                more = fits ? Math.floor(left / shown.count) : -1;
            }
            width: parent.width
            spacing: Theme.gapMin
            onWidthChanged: measure()
            Repeater {
                id: shown
                model: card.facts
                Grid {
                    id: fact
                    required property var modelData
                    width: facts.more >= 0 ? implicitWidth + facts.more : Math.max(facts.share, implicitWidth)
                    onImplicitWidthChanged: facts.measure()
                    columns: Theme.compact ? 2 : 1
                    columnSpacing: Theme.px(10)
                    Label {
                        kind: "small"
                        oneLine: true
                        text: fact.modelData.label
                    }
                    Label {
                        kind: Theme.compact ? "small" : "meta"
                        font.weight: Font.Medium
                        oneLine: true
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
