pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Choose one of five (ui.md page 2). What is decoration gives way to what is read: first the picture,
// then 最近公开. Low-reach shows picture and 最近公开 above the middle, all keys below it.
Page {
    id: page

    readonly property bool wide: Theme.landscape
    readonly property bool low: Theme.lowReach
    readonly property bool huge: Theme.step === 2
    // Wide without a picture: three columns of tiles over the whole width.
    readonly property bool broad: wide && (Theme.compact || huge) && !low
    readonly property bool hasNewest: newestCount.count > 0 && !huge
    readonly property real side: Theme.margin
    // How current everything is; while the worker is down, that instead.
    readonly property string state_words: Unit.worker_words !== "" ? Unit.worker_words : vm.meta
    readonly property string askSub: Unit.is_community ? Words.ask_sub_community : Words.ask_sub
    readonly property string publicSub: Unit.is_community ? Words.see_public_sub_community : Words.see_public_sub

    isHome: true
    phase: vm.phase === "error" ? "error" : "ready"
    duty: vm.view.duty ?? ""

    HomeVM {
        id: vm
    }
    Component.onCompleted: vm.start({})
    Component.onDestruction: vm.stop()
    Repeater {
        id: newestCount
        model: vm.newest
        Item {}
    }

    component Choice: Tile {
        property real slot: 0
        property real least: 0
        width: slot
        height: least
        subWraps: !page.wide || (page.broad && !Theme.compact)
        plateSize: Theme.px(vertical ? 96 : page.huge && !page.wide ? 132 : Theme.compact ? 84 : 112)
    }

    // The five choices: two, three, five columns, or one; the last is wide when it ends a row alone.
    component Choices: Flow {
        id: choices

        property int columns: 2
        property bool upright: false
        // All with a line under the word, or none: on 768 lines larger text leaves room for few of them.
        readonly property bool plain: upright || (Theme.compact && Theme.step > 0)
        property real room: 0
        property real most: Theme.px(212)
        readonly property int lines: columns === 1 ? 5 : columns === 5 ? 1 : columns === 3 ? 2 : 3
        readonly property real slot: Math.floor((width - spacing * (columns - 1)) / columns)
        readonly property real tallest: Math.max(first.implicitHeight, second.implicitHeight, third.implicitHeight, fourth.implicitHeight)
        readonly property real least: Math.max(tallest, Math.min(most, Math.floor((room - spacing * (lines - 1)) / lines)))

        spacing: Theme.px(20)
        Choice {
            id: first
            slot: choices.slot
            least: choices.least
            vertical: choices.upright
            label: Words.see_public
            sub: choices.plain ? "" : page.publicSub
            icon: "clipboard-text"
            onActivated: Nav.open("catalogue")
        }
        Choice {
            id: second
            slot: choices.slot
            least: choices.least
            vertical: choices.upright
            label: Words.see_payouts
            sub: choices.plain ? "" : Words.see_payouts_sub
            icon: "coins"
            main: true
            onActivated: Nav.open("payouts")
        }
        Choice {
            id: third
            slot: choices.slot
            least: choices.least
            vertical: choices.upright
            label: Words.see_policies
            sub: choices.plain ? "" : Words.see_policies_sub
            icon: "book"
            onActivated: Nav.open("policies")
        }
        Choice {
            id: fourth
            slot: choices.slot
            least: choices.least
            vertical: choices.upright
            label: Words.see_notices
            sub: choices.plain ? "" : Words.see_notices_sub
            icon: "bell"
            badge: vm.view.noticesBadge ?? ""
            onActivated: Nav.open("notices")
        }
        Choice {
            slot: choices.upright || choices.columns === 1 ? choices.slot : choices.slot * 2 + choices.spacing
            least: choices.columns === 2 ? Math.max(implicitHeight, choices.least * 0.86) : choices.least
            vertical: choices.upright
            label: choices.upright ? Words.ask : Words.ask_and_replies
            sub: choices.plain ? "" : page.askSub
            icon: "message-2"
            onActivated: Nav.open("ask")
        }
        Choice {
            visible: choices.columns === 3 && choices.upright
            slot: choices.slot
            least: choices.least
            vertical: choices.upright
            label: Words.see_reply
            icon: "search"
            onActivated: Nav.open("ask", {
                step: "lookup"
            })
        }
    }

    // 最近公开: as many of the newest as the room allows.
    component Newest: Rectangle {
        id: newest

        property bool readOnly: false
        property real room: 0
        readonly property int fitting: {
            let used = Theme.stroke * 2;
            let count = 0;
            for (let i = 0; i < list.count; i++) {
                const item = list.itemAt(i);
                used += item ? item.implicitHeight : 0;
                if (used > newest.room)
                    break;
                count += 1;
            }
            return count;
        }

        // Of all of them, whatever the room.
        readonly property real wanted: {
            let sum = Theme.stroke * 2;
            for (let i = 0; i < list.count; i++) {
                const item = list.itemAt(i);
                sum += item ? item.implicitHeight : 0;
            }
            return sum;
        }

        implicitHeight: fitting > 0 ? rows.implicitHeight + Theme.stroke * 2 : 0
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.stroke
        border.color: Theme.line
        visible: fitting > 0
        Column {
            id: rows
            y: Theme.stroke
            width: parent.width
            Repeater {
                id: list
                model: vm.newest
                Item {
                    id: line
                    required property int index
                    required property string title
                    required property string day
                    required property var target
                    // Not from `visible`: that also turns false with the whole block.
                    readonly property bool isListed: index < newest.fitting
                    width: rows.width
                    implicitHeight: row.implicitHeight
                    height: isListed ? row.implicitHeight : 0
                    visible: isListed
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
            text: page.state_words
        }
    }

    HomePicture {
        id: picture
        // Under this height the words on the sky would stand on the hills.
        readonly property real smallest: Theme.px(390)
        readonly property real rest: page.height - below.implicitHeight - Theme.px(44)
        readonly property real wanted: {
            if (page.low)
                return page.wide ? page.half : Theme.px(page.huge ? 640 : 470);
            if (page.wide)
                return page.broad ? 0 : page.height;
            return page.huge ? 0 : Math.min(Theme.px(402), rest);
        }
        visible: wanted >= smallest
        width: page.wide ? (visible ? Theme.px(760) : 0) : page.width
        height: visible ? wanted : 0
        place: Unit.place
        village: Unit.village_name
        affairs: Unit.affairs
    }

    Column {
        id: below
        x: page.wide && picture.width > 0 ? picture.width + Theme.px(48) : page.side
        y: page.wide ? Theme.px(20) : picture.height + Theme.px(22)
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
                text: page.state_words
            }
        }
        Choices {
            id: tiles
            // What the picture at its smallest and everything else leave in portrait.
            readonly property real spare: page.height - Theme.px(402 + 44 + 20 * 5) - question.height - head.implicitHeight - (page.hasNewest ? latest.wanted : 0) - (duty.text !== "" ? duty.implicitHeight : 0) - (vm.warning !== "" ? stale.implicitHeight + Theme.px(20) : 0)
            width: parent.width
            columns: page.broad ? 3 : page.huge && !page.wide ? 1 : 2
            // Wide: what the newest publications leave; portrait: a comfortable height.
            room: page.wide ? page.height - question.height - Theme.px(60) - (page.hasNewest && !page.broad ? Theme.px(190) : 0) : page.huge ? Theme.px(1280) : Math.max(Theme.px(560), Math.min(Theme.px(690), spare))
            most: Theme.px(page.huge ? (page.wide ? 300 : 240) : 212)
        }
        NewestHead {
            id: head
            width: parent.width
            visible: !page.wide && !page.huge && (page.hasNewest || page.state_words !== "")
        }
        Newest {
            id: latest
            width: parent.width
            visible: fitting > 0 && page.hasNewest && !page.broad
            room: page.wide ? page.height - Theme.px(20) - question.height - tiles.height - Theme.px(56) : page.height - Theme.px(130) - question.height - tiles.height - head.height - duty.height - (stale.visible ? stale.height + Theme.px(20) : 0)
        }
        Chip {
            id: stale
            visible: vm.warning !== "" && !page.wide && implicitWidth <= parent.width
            state: "warn"
            icon: "alert-triangle"
            label: vm.warning
        }
        Notice {
            id: duty
            width: parent.width
            visible: !page.wide && text !== ""
            icon: "user-circle"
            text: page.duty
        }
    }

    // Low-reach: what is only read stands above the middle. Made only when asked for.
    Loader {
        anchors.fill: parent
        active: page.low
        sourceComponent: Item {
            NewestHead {
                id: lowHead
                x: page.wide && picture.width > 0 ? picture.width + Theme.px(48) : page.side
                y: page.wide ? Theme.px(20) : picture.height + Theme.px(12)
                width: page.width - x - page.side
            }
            Newest {
                x: lowHead.x
                y: lowHead.y + lowHead.height + Theme.px(12)
                width: lowHead.width
                room: page.half - y - Theme.px(12)
                visible: page.hasNewest && fitting > 0
                readOnly: true
            }
            Rectangle {
                y: page.half
                width: page.width
                height: page.height - y
                color: Theme.surface
                Rectangle {
                    width: parent.width
                    height: Theme.px(4)
                    color: Theme.primary
                }
                Label {
                    id: lowQuestion
                    x: page.side
                    y: Theme.px(page.wide ? 6 : 20)
                    kind: page.wide ? "key" : "h2"
                    font.weight: Font.Bold
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
                    id: lowTiles
                    x: page.side
                    y: lowQuestion.y + lowQuestion.height + Theme.px(page.wide ? 2 : 16)
                    width: page.width - 2 * page.side
                    columns: page.wide ? 5 : 3
                    upright: true
                    room: parent.height - y - Theme.px(12)
                    most: Theme.px(252)
                }
                Notice {
                    x: page.side
                    y: lowTiles.y + lowTiles.height + Theme.px(20)
                    width: page.width - 2 * page.side
                    visible: !page.wide && y + implicitHeight <= parent.height - Theme.px(8)
                    icon: "user-circle"
                    text: page.duty
                }
            }
        }
    }
}
