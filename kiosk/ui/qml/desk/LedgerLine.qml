pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One matter of the ledger; the whole line opens it.
Item {
    id: line

    required property string title
    required property string meta
    required property string due
    required property string dueYear
    required property string screen
    required property string screenYear
    required property bool screenMissing
    required property string wall
    required property string wallYear
    required property bool wallMissing
    required property string chip
    required property string chipState
    required property string chipIcon
    required property int high
    required property LedgerColumns at

    signal opened

    width: at.width
    height: high

    Rectangle {
        anchors.fill: parent
        anchors.margins: Theme.stroke
        color: touch.pressed ? Theme.tint : "transparent"
    }
    Column {
        x: line.at.pad
        anchors.verticalCenter: parent.verticalCenter
        width: line.at.wide
        Label {
            width: parent.width
            kind: "meta"
            color: Theme.ink
            font.weight: Font.Medium
            font.pixelSize: line.at.titleSize
            text: line.title
        }
        Label {
            width: parent.width
            kind: "small"
            font.pixelSize: line.at.metaSize
            text: line.meta
        }
    }
    LedgerCell {
        x: line.at.dueX
        anchors.verticalCenter: parent.verticalCenter
        width: line.at.cell
        text: line.due
        year: line.dueYear
    }
    LedgerCell {
        x: line.at.screenX
        anchors.verticalCenter: parent.verticalCenter
        width: line.at.cell
        text: line.screen
        year: line.screenYear
        missing: line.screenMissing
    }
    LedgerCell {
        x: line.at.wallX
        anchors.verticalCenter: parent.verticalCenter
        width: line.at.cell
        text: line.wall
        year: line.wallYear
        missing: line.wallMissing
    }
    Chip {
        x: line.at.chipX
        anchors.verticalCenter: parent.verticalCenter
        state: line.chipState
        label: line.chip
        icon: line.chipIcon
    }
    Rectangle {
        x: line.at.pad / 2
        y: parent.height - height
        width: parent.width - 2 * x
        height: Theme.stroke / 2
        color: Theme.line
    }
    TouchKey {
        id: touch
        label: line.title + "，" + line.meta + "，" + line.chip
        slop: false
        onActivated: line.opened()
    }
}
