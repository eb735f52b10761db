pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// What the county's newest bundles came to; opens 导入.
Card {
    id: card

    required property string words
    required property string note
    required property bool refused

    implicitHeight: Math.max(Theme.key, said.implicitHeight + Theme.px(28))
    border.color: refused ? Theme.errInk : Theme.line

    Icon {
        id: mark
        x: Theme.px(24)
        anchors.verticalCenter: parent.verticalCenter
        name: card.refused ? "alert-triangle" : "file-import"
        size: Theme.px(44)
        tint: card.refused ? Theme.errInk : Theme.ptext
    }
    Column {
        id: said
        anchors.left: mark.right
        anchors.leftMargin: Theme.px(20)
        anchors.right: opener.left
        anchors.rightMargin: Theme.px(16)
        anchors.verticalCenter: parent.verticalCenter
        Label {
            width: Theme.tidy(text, parent.width, font.pixelSize)
            kind: "meta"
            color: Theme.ink
            font.weight: Font.Medium
            text: card.words
        }
        Label {
            width: parent.width
            visible: text !== ""
            kind: "meta"
            color: card.refused ? Theme.errInk : Theme.ink2
            text: card.note
        }
    }
    Key {
        id: opener
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        height: Theme.target
        sidePad: Theme.px(18)
        kind: "link"
        label: card.refused ? Words.see_why : Words.see_all
        onActivated: Nav.open_tab("desk-import")
    }
}
