import QtQuick
import Kiosk
import Kiosk.Core

// Column heads of a payout list; the unit stands here, so the rows need not repeat it.
Rectangle {
    id: head

    required property var heads
    required property var table

    color: Theme.sunk
    radius: Theme.radius - Theme.stroke
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: parent.radius
        color: parent.color
    }
    Row {
        x: head.table.edge
        anchors.verticalCenter: parent.verticalCenter
        Label {
            width: head.table.numberWidth
            kind: head.table.headKind
            oneLine: true
            text: Theme.step === 0 && !head.table.tight ? head.heads.number ?? "" : Words.number_short
        }
        Label {
            width: head.table.nameRoom + head.table.gap
            kind: head.table.headKind
            oneLine: true
            text: head.heads.name ?? ""
        }
        Label {
            width: head.table.groupWidth
            kind: head.table.headKind
            oneLine: true
            text: head.table.showsGroup ? head.heads.group ?? "" : ""
        }
        Label {
            width: head.table.quantityWidth
            horizontalAlignment: Text.AlignRight
            kind: head.table.headKind
            oneLine: true
            text: head.heads.quantity ?? ""
        }
        Label {
            width: head.table.rateWidth
            horizontalAlignment: Text.AlignRight
            kind: head.table.headKind
            oneLine: true
            text: head.table.showsRate ? head.heads.rate ?? "" : ""
        }
        Label {
            width: head.table.amountWidth
            horizontalAlignment: Text.AlignRight
            kind: head.table.headKind
            oneLine: true
            text: head.heads.amount ?? ""
        }
    }
}
