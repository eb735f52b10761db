pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// One programme of a person: amount, then every payment as a sentence with when and how.
Card {
    id: card

    required property var row
    // A part of the payments where a page does not hold all of them; the rest follow in further cards.
    property int first: 0
    property int count: row.lines.length
    readonly property bool continued: first > 0
    readonly property real inner: width - words.x - Theme.px(24)
    readonly property bool plated: Theme.step < 2

    implicitHeight: words.implicitHeight + Theme.px(28)
    border.width: row.marked ? Math.round(Theme.stroke * 2) : Theme.stroke
    border.color: row.marked ? Theme.primary : Theme.line
    Accessible.role: Accessible.StaticText
    Accessible.name: row.speech

    Rectangle {
        id: plate
        x: Theme.px(20)
        y: Theme.px(20)
        visible: card.plated
        width: card.plated ? Theme.px(84) : 0
        height: width
        radius: Theme.radius
        color: Theme.tint
        Icon {
            anchors.centerIn: parent
            name: card.row.icon
            size: Theme.px(54)
        }
    }
    Column {
        id: words
        x: card.plated ? plate.x + plate.width + Theme.px(22) : Theme.pad
        y: Theme.px(14)
        width: card.inner
        Item {
            id: first
            readonly property bool beside: nameWord.implicitWidth + sum.implicitWidth + Theme.px(24) <= width
            width: parent.width
            implicitHeight: beside ? sum.implicitHeight : nameWord.height + sum.implicitHeight
            Label {
                id: nameWord
                width: first.beside ? implicitWidth : parent.width
                kind: "name"
                text: card.row.name + (card.continued ? Words.continued : "")
            }
            Label {
                id: sum
                x: parent.width - implicitWidth
                y: first.beside ? 0 : nameWord.height
                kind: "amount"
                oneLine: true
                text: card.continued ? "" : card.row.amount
            }
        }
        Repeater {
            model: card.row.lines.slice(card.first, card.first + card.count)
            Item {
                id: payment
                required property var modelData
                readonly property bool beside: howMuch.implicitWidth + when.implicitWidth + Theme.px(24) <= width
                width: words.width
                implicitHeight: beside ? Math.max(howMuch.implicitHeight, when.implicitHeight) : howMuch.height + when.height
                Label {
                    id: howMuch
                    width: payment.beside ? implicitWidth : payment.width
                    kind: "meta"
                    text: payment.modelData.sum
                    color: Theme.ink
                }
                Label {
                    id: when
                    x: payment.beside ? payment.width - implicitWidth : 0
                    y: payment.beside ? 0 : howMuch.height
                    width: payment.beside ? implicitWidth : payment.width
                    kind: "meta"
                    text: payment.modelData.paid
                }
            }
        }
        Label {
            width: Math.min(parent.width, Theme.sizes.meta * 24)
            visible: text !== ""
            kind: "meta"
            text: card.first + card.count < card.row.lines.length ? "" : card.row.corrected
            color: Theme.ink
            font.weight: Font.Medium
        }
    }
}
