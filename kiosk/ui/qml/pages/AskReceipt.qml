pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// The number to write down, as large as it can be, and by when the answer is there.
Card {
    id: receipt

    required property string number
    required property string due
    required property string note

    readonly property bool beside: Theme.landscape

    implicitHeight: words.implicitHeight + Theme.px(48)
    Grid {
        id: words
        x: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - Theme.pad * 2
        columns: receipt.beside ? 2 : 1
        columnSpacing: Theme.section
        rowSpacing: Theme.px(16)
        verticalItemAlignment: Grid.AlignVCenter
        Column {
            id: counted
            width: receipt.beside ? implicitWidth : parent.width
            Label {
                kind: "body"
                text: Words.your_number
            }
            Label {
                kind: "display"
                font.pixelSize: Theme.px(receipt.beside && (Theme.compact || Theme.lowReach) ? 72 : 132)
                font.letterSpacing: Theme.px(8)
                oneLine: true
                text: receipt.number
                color: Theme.ptext
                Accessible.role: Accessible.StaticText
                Accessible.name: receipt.number
            }
        }
        Column {
            width: receipt.beside ? parent.width - counted.width - Theme.section : parent.width
            Label {
                width: parent.width
                kind: "name"
                text: receipt.due
            }
            Label {
                width: parent.width
                visible: receipt.note !== ""
                kind: "meta"
                text: receipt.note
            }
        }
    }
}
