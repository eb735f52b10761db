pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// One household's line: a table row, or at 特大 a card with the arithmetic on its second line.
Rectangle {
    id: line

    required property int index
    required property string number
    required property string group
    required property string name
    required property string quantity
    required property string rate
    required property string amount
    required property string amountYuan
    required property string opens
    required property string speech
    required property var table
    required property bool cards
    property bool showsGroup: false
    required property string under
    // A name that would run down a narrow column stands above the figures instead.
    readonly property bool nameAbove: !cards && nameMetrics.advanceWidth > table.nameRoom * 1.9
    readonly property real above: nameAbove ? longName.implicitHeight : 0
    readonly property bool hasUnder: !cards && under !== ""
    readonly property bool zebra: index % 2 === 1
    readonly property string accessibleName: speech

    signal picked(string recipient)

    implicitHeight: cards ? card.implicitHeight + Theme.px(28) : Math.max(table.rowHeight, above + cells.implicitHeight + (hasUnder ? below.implicitHeight : 0) + Theme.px(20))
    radius: cards ? Theme.radius : 0
    color: touch.pressed ? Theme.tint : cards ? Theme.surface : "transparent"
    border.width: cards ? Theme.stroke : 0
    border.color: touch.pressed ? Theme.primary : Theme.line

    Rectangle {
        anchors.fill: parent
        anchors.leftMargin: Theme.stroke
        anchors.rightMargin: Theme.stroke
        visible: !line.cards && line.zebra && !touch.pressed
        color: Theme.zebra
    }
    Row {
        id: cells
        visible: !line.cards
        x: line.table.edge
        y: line.above + (line.height - line.above - implicitHeight - (line.hasUnder ? below.implicitHeight : 0)) / 2
        Label {
            width: line.table.numberWidth
            anchors.verticalCenter: parent.verticalCenter
            kind: "meta"
            oneLine: true
            text: line.cards ? "" : line.number
        }
        Label {
            width: line.table.nameRoom
            anchors.verticalCenter: parent.verticalCenter
            kind: "name"
            text: line.cards || line.nameAbove ? "" : line.name
        }
        Item {
            width: line.table.gap
            height: 1
        }
        Label {
            width: line.table.groupWidth
            anchors.verticalCenter: parent.verticalCenter
            visible: line.showsGroup
            kind: "meta"
            text: line.group
        }
        Label {
            width: line.table.quantityWidth
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            kind: "name"
            font.weight: Font.Normal
            oneLine: true
            text: line.cards ? "" : line.quantity
        }
        Label {
            width: line.table.rateWidth
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            kind: "meta"
            oneLine: true
            text: line.cards || !line.table.showsRate ? "" : line.rate
        }
        Label {
            width: line.table.amountWidth
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            kind: "amount"
            oneLine: true
            text: line.cards ? "" : line.amount
        }
    }
    TextMetrics {
        id: nameMetrics
        font.family: Theme.family
        font.pixelSize: Theme.sizes.name
        font.weight: Font.Medium
        text: line.name
    }
    Label {
        id: longName
        x: line.table.edge + line.table.numberWidth
        y: cells.y - implicitHeight
        width: line.table.wideRoom
        visible: line.nameAbove
        kind: "name"
        text: line.nameAbove ? line.name : ""
    }
    Label {
        id: below
        x: line.table.edge + line.table.numberWidth
        y: cells.y + cells.implicitHeight
        width: line.table.wideRoom
        visible: line.hasUnder
        kind: "meta"
        text: line.under
    }
    Column {
        id: card
        readonly property bool beside: who.implicitWidth + sum.implicitWidth + Theme.px(24) <= width
        visible: line.cards
        x: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 2 * Theme.pad
        Item {
            width: parent.width
            implicitHeight: card.beside ? sum.implicitHeight : who.height + sum.implicitHeight
            Label {
                id: who
                width: card.beside ? implicitWidth : parent.width
                kind: "name"
                font.weight: Font.Bold
                text: line.cards ? line.name : ""
            }
            Label {
                id: sum
                x: parent.width - implicitWidth
                y: card.beside ? 0 : who.height
                kind: "amount"
                oneLine: true
                text: line.cards ? line.amountYuan : ""
            }
        }
        Label {
            width: parent.width - line.table.chevron
            visible: text !== ""
            kind: "meta"
            text: line.cards ? line.under : ""
        }
    }
    Icon {
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(line.cards ? 20 : line.table.tight ? 6 : 12)
        y: line.cards ? line.height - height - Theme.px(20) : (line.height - height) / 2
        size: Theme.px(line.table.tight && !line.cards ? 30 : 40)
        name: line.opens === "" ? "" : "chevron-right"
    }
    TouchKey {
        id: touch
        label: line.accessibleName
        slop: line.cards
        enabled: line.opens !== ""
        visible: line.opens !== ""
        onActivated: line.picked(line.opens)
    }
}
