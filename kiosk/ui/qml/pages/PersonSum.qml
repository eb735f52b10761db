import QtQuick
import Kiosk
import Kiosk.Core

// What came under this name in the year: number of programmes and the sum.
Card {
    id: card

    required property var view

    sunk: true
    implicitHeight: (sideBySide ? Math.max(words.implicitHeight, sum.implicitHeight) : words.implicitHeight + sum.implicitHeight) + Theme.px(36)
    readonly property bool sideBySide: caption.implicitWidth + sum.implicitWidth + Theme.px(24) <= width - 2 * Theme.px(32)

    Column {
        id: words
        x: Theme.px(32)
        y: Theme.px(18)
        width: card.width - 2 * x - (card.sideBySide ? sum.implicitWidth + Theme.px(24) : 0)
        Label {
            id: caption
            width: card.sideBySide ? implicitWidth : parent.width
            kind: "meta"
            text: card.view.caption ?? ""
        }
        Label {
            width: parent.width
            kind: "name"
            font.weight: Font.Bold
            text: card.view.programmes ?? ""
        }
        Label {
            width: parent.width
            visible: text !== ""
            kind: "meta"
            text: card.view.waiting ?? ""
            color: Theme.ink
        }
    }
    Figure {
        id: sum
        x: card.sideBySide ? card.width - implicitWidth - Theme.px(32) : Theme.px(32)
        y: card.sideBySide ? (card.height - height) / 2 : words.y + words.implicitHeight
        value: card.view.amount ?? ""
        unit: Words.yuan
        valueColor: Theme.ptext
    }
}
