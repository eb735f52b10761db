pragma ComponentBehavior: Bound
import QtQuick

// §4's Row (QtQuick owns that name): title, meta, chip, chevron; the whole row is the target.
Rectangle {
    id: row

    required property string title
    property string meta: ""
    property string side: ""
    property string icon: ""
    property string chipState: ""
    property string chipLabel: ""
    property string chipIcon: ""
    property bool chevron: true
    property bool alarmed: false
    // In a table the rows share borders; the first and last carry the round corners of the table.
    property bool inTable: false
    property string accessibleName: title + (meta ? "，" + meta : "") + (chipLabel ? "，" + chipLabel : "")
    property string speech: accessibleName
    readonly property real inner: width - Theme.pad * 2 - ((row.icon !== "") ? plate.width + Theme.px(20) : 0) - (chevron ? Theme.px(56) : 0)
    // 特大 puts everything under the title; otherwise what is short stays at the right.
    readonly property bool sideFits: titleWord.implicitWidth + sideWord.implicitWidth + Theme.px(24) <= inner
    readonly property bool chipFits: metaWord.whole + chipBox.implicitWidth + Theme.px(24) <= inner
    // Or at the end of the last of several lines of facts.
    readonly property bool chipTail: !chipFits && metaWord.facts !== "" && metaWord.whole > inner && metaWord.contentWidth + chipBox.implicitWidth + Theme.px(24) <= inner

    // Without words it takes no room. Not its `height`: words that change would chase it round.
    readonly property real metaHigh: meta === "" ? 0 : metaWord.implicitHeight

    signal activated

    implicitHeight: Math.max(Theme.rowHeight, row.icon !== "" ? Theme.px(100) : 0, body.implicitHeight + Theme.px(inTable ? 16 : 24))
    radius: inTable ? 0 : Theme.radius
    color: touch.pressed ? Theme.tint : inTable ? "transparent" : Theme.surface
    border.width: inTable ? 0 : Theme.stroke
    border.color: touch.pressed ? Theme.primary : alarmed ? Theme.errInk : Theme.line

    Rectangle {
        id: plate
        anchors.left: parent.left
        anchors.leftMargin: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        visible: row.icon !== ""
        width: row.icon !== "" ? Theme.px(84) : 0
        height: width
        radius: Theme.radius
        color: Theme.tint
        Icon {
            anchors.centerIn: parent
            name: row.icon
            size: Theme.px(54)
        }
    }
    Column {
        id: body
        anchors.left: parent.left
        anchors.leftMargin: Theme.pad + ((row.icon !== "") ? plate.width + Theme.px(12) : 0)
        anchors.verticalCenter: parent.verticalCenter
        width: row.inner
        Item {
            width: parent.width
            implicitHeight: titleWord.height + (row.sideFits || sideWord.text === "" ? 0 : sideWord.height)
            Label {
                id: titleWord
                width: row.sideFits && sideWord.text !== "" ? implicitWidth : parent.width
                kind: row.inTable ? "body" : "name"
                text: row.title
            }
            Label {
                id: sideWord
                x: row.sideFits ? parent.width - implicitWidth : 0
                y: row.sideFits ? (titleWord.height - height) / 2 : titleWord.height
                visible: text !== ""
                kind: "meta"
                oneLine: true
                text: row.side
            }
        }
        Item {
            width: parent.width
            visible: row.meta !== "" || row.chipLabel !== ""
            implicitHeight: row.chipLabel === "" ? row.metaHigh : row.chipFits ? Math.max(row.metaHigh, chipBox.height) : row.metaHigh + (row.chipTail ? Theme.px(6) : chipBox.height)
            FactsLabel {
                id: metaWord
                y: row.chipFits ? (parent.height - height) / 2 : 0
                width: row.chipFits && (row.chipLabel !== "") ? whole : parent.width
                facts: row.meta
            }
            Chip {
                id: chipBox
                x: row.chipFits || row.chipTail ? parent.width - width : 0
                y: row.chipFits ? (parent.height - height) / 2 : row.chipTail ? parent.height - height : row.metaHigh
                visible: row.chipLabel !== ""
                state: row.chipState
                label: row.chipLabel
                icon: row.chipIcon !== "" ? row.chipIcon : defaultIcon
            }
        }
    }
    Icon {
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        name: row.chevron ? "chevron-right" : ""
    }
    TouchKey {
        id: touch
        label: row.accessibleName
        slop: !row.inTable
        enabled: row.chevron
        visible: row.chevron
        onActivated: row.activated()
    }
}
