pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// A card to read: icon plate, heading, a sentence or two. Not touchable, so no chevron.
Card {
    id: card

    required property string title
    required property string text
    required property string icon
    readonly property bool plated: Theme.step < 2

    implicitHeight: Math.max(plated ? Theme.px(124) : 0, words.implicitHeight + Theme.px(36))
    Rectangle {
        id: plate
        x: Theme.px(24)
        anchors.verticalCenter: parent.verticalCenter
        visible: card.plated
        width: card.plated ? Theme.px(84) : 0
        height: width
        radius: Theme.radius
        color: Theme.tint
        Icon {
            anchors.centerIn: parent
            name: card.icon
            size: Theme.px(54)
        }
    }
    Column {
        id: words
        x: plate.x + plate.width + (card.plated ? Theme.px(24) : 0)
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - Theme.px(24)
        Label {
            width: parent.width
            kind: "name"
            font.weight: Font.Bold
            text: card.title
        }
        Label {
            width: Theme.tidy(text, Math.min(parent.width, Theme.sizes.body * 24), font.pixelSize)
            kind: "body"
            text: Theme.tied(card.text)
        }
    }
}
