pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One of the five questions with its answer: beside each other, at larger text below.
Card {
    id: card

    required property string question
    required property string icon
    required property string answer
    readonly property bool beside: (Theme.step === 0 && !Theme.landscape) || (Theme.landscape && (Theme.lowReach || Theme.compact))

    // A sentence a line, where a card has the height for it.
    readonly property bool bySentence: !Theme.compact && !Theme.lowReach && !(Theme.landscape && Theme.step === 2)

    implicitHeight: Math.max(plate.height, beside ? Math.max(word.height, words.implicitHeight) : word.height + words.implicitHeight + Theme.px(8)) + Theme.px(36)
    Rectangle {
        id: plate
        x: Theme.px(24)
        y: card.beside ? (card.height - height) / 2 : Theme.px(18)
        width: Theme.px(88)
        height: width
        radius: Theme.radius
        color: Theme.tint
        Icon {
            anchors.centerIn: parent
            name: card.icon
            size: Theme.px(56)
        }
    }
    Label {
        id: word
        x: plate.x + plate.width + Theme.px(24)
        y: card.beside ? (card.height - height) / 2 : Theme.px(18)
        width: card.beside ? Theme.sizes.body * 4.2 : parent.width - x - Theme.px(24)
        kind: "body"
        font.weight: Font.Bold
        text: card.question
    }
    Column {
        id: words
        readonly property real room: Math.min(card.width - x - Theme.px(24), Theme.sizes.body * 24)
        x: card.beside ? word.x + word.width + Theme.px(16) : Theme.step === 2 && !Theme.landscape ? plate.x : word.x
        y: card.beside ? (card.height - height) / 2 : Math.max(word.y + word.height, x === plate.x ? plate.y + plate.height : 0) + Theme.px(8)
        Repeater {
            model: card.bySentence ? card.answer.replace(/。(?=.)/g, "。\n").split("\n") : [card.answer]
            Label {
                required property string modelData
                width: Theme.tidy(text, words.room, font.pixelSize)
                kind: "body"
                text: Theme.tied(modelData)
            }
        }
    }
}
