pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Choose one of five (ui.md page 2). 特大 drops the picture and 最近公开 and puts the tiles in one column;
// low-reach shows picture and 最近公开 above, all keys below the middle.
Page {
    id: page

    readonly property bool wide: Theme.landscape
    readonly property bool low: Theme.lowReach
    readonly property bool huge: Theme.step === 2
    readonly property bool hasNewest: newestRows.count > 0 && !huge
    readonly property real side: Theme.margin
    readonly property string ask: Words.ask_and_replies

    isHome: true
    phase: vm.phase === "error" ? "error" : "ready"
    duty: vm.view.duty ?? ""
    reading: vm.view.speech ?? ""

    HomeVM {
        id: vm
    }
    Component.onCompleted: vm.start({})
    Component.onDestruction: vm.stop()

    component Choice: Tile {
        property real slot: 0
        property real least: 0
        property bool shrunk: false
        width: slot
        height: Math.max(implicitHeight, least)
        textKind: shrunk ? "key" : "h2"
        plateSize: Theme.px(page.huge && !page.wide ? 132 : 112)
    }

    component Choices: Grid {
        id: choices

        readonly property real slot: (width - columnSpacing * (columns - 1)) / columns

        property bool upright: false
        property real tileHeight: Theme.px(156)
        property bool shrunk: false

        columnSpacing: Theme.gap
        rowSpacing: Theme.px(20)
        Choice {
            slot: choices.slot
            least: choices.tileHeight
            shrunk: choices.shrunk
            vertical: choices.upright
            label: Words.see_public
            sub: choices.upright ? "" : Unit.is_community ? Words.see_public_sub_community : Words.see_public_sub
            icon: "clipboard-text"
            onActivated: Nav.open("catalogue")
        }
        Choice {
            slot: choices.slot
            least: choices.tileHeight
            shrunk: choices.shrunk
            vertical: choices.upright
            label: Words.see_payouts
            sub: choices.upright ? "" : Words.see_payouts_sub
            icon: "coins"
            main: true
            onActivated: Nav.open("payouts")
        }
        Choice {
            slot: choices.slot
            least: choices.tileHeight
            shrunk: choices.shrunk
            vertical: choices.upright
            label: Words.see_policies
            sub: choices.upright ? "" : Words.see_policies_sub
            icon: "book"
            onActivated: Nav.open("policies")
        }
        Choice {
            slot: choices.slot
            least: choices.tileHeight
            shrunk: choices.shrunk
            vertical: choices.upright
            label: Words.see_notices
            sub: choices.upright ? "" : Words.see_notices_sub
            icon: "bell"
            badge: vm.view.noticesBadge ?? ""
            onActivated: Nav.open("notices")
        }
        Choice {
            slot: choices.slot
            least: choices.tileHeight
            shrunk: choices.shrunk
            vertical: choices.upright
            visible: choices.upright || choices.columns === 1
            label: choices.upright ? Words.ask : Words.ask_and_replies
            sub: choices.upright ? "" : Unit.is_community ? Words.ask_sub_community : Words.ask_sub
            icon: "message-2"
            onActivated: Nav.open("ask")
        }
    }

    component Newest: Rectangle {
        id: newest

        property bool readOnly: false
        property int most: 3

        implicitHeight: rows.implicitHeight + Theme.stroke * 2
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.stroke
        border.color: Theme.line
        Column {
            id: rows
            y: Theme.stroke
            width: parent.width
            Repeater {
                model: vm.newest
                Item {
                    id: line
                    required property int index
                    required property string title
                    required property string day
                    required property var target
                    width: rows.width
                    // Not from `visible`: that also turns false with the whole block, whose fitting hangs on this height.
                    readonly property bool isListed: index < newest.most
                    visible: isListed
                    height: isListed ? row.implicitHeight : 0
                    Rectangle {
                        visible: line.index > 0
                        width: parent.width
                        height: Theme.stroke
                        color: Theme.line
                    }
                    ListRow {
                        id: row
                        width: parent.width
                        inTable: true
                        title: line.title
                        side: line.day
                        chevron: !newest.readOnly && line.target.page !== ""
                        onActivated: Nav.open(line.target.page, line.target.params)
                    }
                }
            }
        }
    }

    component NewestHead: Item {
        implicitHeight: Math.max(newestTitle.implicitHeight, updated.implicitHeight)
        Label {
            id: newestTitle
            anchors.verticalCenter: parent.verticalCenter
            kind: "h2"
            font.pixelSize: Theme.sizes.key
            oneLine: true
            visible: page.hasNewest
            text: Words.latest
        }
        Label {
            id: updated
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            kind: "meta"
            oneLine: true
            text: vm.meta
        }
    }

    Repeater {
        id: newestRows
        model: vm.newest
        Item {}
    }

    HomePicture {
        id: picture
        visible: !page.huge || page.wide
        width: page.wide ? Theme.px(Theme.compact ? 360 : 760) : page.width
        height: {
            if (page.wide)
                return page.low ? Math.max(0, page.half) : page.height;
            if (!visible)
                return 0;
            if (page.low)
                return Theme.px(470);
            // The picture gives way first when larger text needs the room.
            const rest = page.height - (below.implicitHeight + Theme.px(36));
            return Math.max(0, Math.min(Theme.px(402), rest));
        }
        place: Unit.place
        village: Unit.village_name
        affairs: Unit.affairs
    }

    // Portrait, and the right side in landscape.
    Column {
        id: below
        x: page.wide ? picture.width + Theme.px(48) : page.side
        y: page.wide ? Theme.px(20) : picture.height + Theme.px(page.huge ? 24 : 20)
        width: page.width - x - page.side
        visible: !page.low
        spacing: Theme.px(20)
        Item {
            width: parent.width
            implicitHeight: question.implicitHeight
            Label {
                id: question
                kind: "h2"
                oneLine: true
                text: Words.what_to_see
            }
            Label {
                anchors.right: parent.right
                anchors.baseline: question.baseline
                visible: page.wide && question.implicitWidth + implicitWidth + Theme.gap <= parent.width
                kind: "meta"
                oneLine: true
                text: vm.meta
            }
        }
        Choices {
            id: tiles
            width: parent.width
            columns: page.huge && !page.wide ? 1 : 2
            tileHeight: page.wide ? Theme.px(Theme.compact ? 110 : 156) : Theme.px(page.huge ? 232 : Theme.step === 1 ? 190 : 200)
            shrunk: Theme.compact && page.huge
        }
        Tile {
            width: parent.width
            height: Math.max(implicitHeight, tiles.tileHeight * 0.9)
            visible: tiles.columns === 2
            label: page.ask
            sub: page.wide && !page.huge ? "" : Unit.is_community ? Words.ask_sub_community : Words.ask_sub
            icon: "message-2"
            onActivated: Nav.open("ask")
        }
        NewestHead {
            width: parent.width
            visible: !page.wide && !page.huge && (page.hasNewest || vm.meta !== "")
        }
        Newest {
            width: parent.width
            visible: page.hasNewest && (!page.wide || page.height - tiles.height > Theme.px(500))
            most: page.wide ? 1 : 3
        }
        Chip {
            visible: vm.warning !== "" && !page.wide
            state: "warn"
            icon: "alert-triangle"
            label: vm.warning
        }
        Notice {
            width: parent.width
            visible: !page.wide && text !== ""
            icon: "user-circle"
            kind: "meta"
            text: page.duty
        }
    }

    // Low-reach: what is only read stands above the middle.
    NewestHead {
        id: lowHead
        x: page.wide ? picture.width + Theme.px(48) : page.side
        y: page.wide ? Theme.px(24) : picture.height + Theme.px(12)
        width: page.width - x - page.side
        visible: page.low
    }
    Newest {
        x: lowHead.x
        y: lowHead.y + lowHead.height + Theme.px(12)
        width: lowHead.width
        visible: page.low && page.hasNewest && y + implicitHeight <= page.half - Theme.px(8)
        readOnly: true
    }
    Item {
        y: page.half
        width: page.width
        height: page.height - y
        visible: page.low
        Rectangle {
            anchors.fill: parent
            color: Theme.surface
        }
        Rectangle {
            width: parent.width
            height: Theme.px(4)
            color: Theme.primary
        }
        Label {
            id: lowQuestion
            x: page.side
            y: Theme.px(page.wide ? 8 : 20)
            kind: "h2"
            font.pixelSize: page.wide ? Theme.sizes.key : Theme.sizes.h2
            oneLine: true
            text: Words.what_to_see
        }
        Label {
            anchors.right: parent.right
            anchors.rightMargin: page.side
            anchors.baseline: lowQuestion.baseline
            kind: "stripMeta"
            oneLine: true
            text: Words.press_below
            color: Theme.ink2
        }
        Choices {
            x: page.side
            y: lowQuestion.y + lowQuestion.height + Theme.px(12)
            width: page.width - 2 * page.side
            columns: page.wide ? 5 : 3
            upright: true
            shrunk: Theme.compact
            tileHeight: page.wide ? Theme.px(Theme.compact ? 140 : 252) : Theme.px(236)
        }
        Notice {
            x: page.side
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.px(16)
            width: page.width - 2 * page.side
            visible: !page.wide && !page.huge
            icon: "user-circle"
            kind: "meta"
            text: page.duty
        }
    }
}
