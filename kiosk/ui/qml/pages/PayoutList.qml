pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Everybody's line of one payment (ui.md page 7): table at 标准 and 大, cards at 特大.
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    // 特大, or figures so wide that no name of three characters would fit beside them.
    readonly property bool cards: Theme.step === 2 || (columns === 1 && table.besideName(table.width, true, true) < Theme.sizes.name * 3.02)
    // A left column only where it holds everything; larger text goes through pages instead.
    readonly property bool sideways: Theme.landscape && !Theme.lowReach && !Theme.compact && Theme.step === 0
    // Two columns where a name of three characters still has room beside the figures.
    readonly property int columns: {
        // Cards in two columns where three lines hold what stands under the name.
        if (Theme.step === 2)
            return Theme.landscape && !Theme.compact && !Theme.lowReach && (table.ems.under ?? 0) * Theme.sizes.meta <= 2.7 * (table.width / 2 - 2 * Theme.pad - Theme.px(70)) ? 2 : 1;
        return sideways && table.besideName((table.width - Theme.px(20)) / 2, true, true) >= Theme.sizes.name * 3.02 ? 2 : 1;
    }
    readonly property var note: vm.view.note ?? ({})
    readonly property bool noted: (note.state ?? "") !== ""
    readonly property bool withdrawn: note.state === "err"
    readonly property var groups: vm.view.groups ?? []
    readonly property bool oneLine: !sideways && Theme.landscape
    // On a low glass the keys and the totals have the first page, the correction the next, the lines the others.
    readonly property int ahead: cramped ? (noted ? 2 : 1) : 0
    readonly property bool rowsAlone: cramped && shown > 0
    // Beside the title where there is room, else above the rows of the first page.
    readonly property bool noteAside: noted && sideways && asideNote.implicitHeight <= asideHeight
    readonly property bool noteAbove: noted && !noteAside && !noteLow && !cramped
    // In low-reach in the upper half, where that holds it.
    readonly property bool noteLow: noted && Theme.lowReach && !Theme.landscape && below + lowTotals.height + lowNote.implicitHeight + Theme.px(20) <= half
    readonly property bool noteShown: cramped ? shown === 1 : shown === 0
    readonly property bool totalsAside: oneLine && !Theme.compact && !Theme.lowReach && totals.length > 0 && asideTotals.implicitHeight <= asideHeight && asideWidth > Theme.px(600)
    readonly property bool totalsBeside: oneLine && !totalsAside && !manyBatches && !Theme.lowReach && totals.length > 0
    readonly property bool totalsBelow: !sideways && !totalsAside && !totalsBeside && !Theme.lowReach && !cramped && totals.length > 0
    readonly property real keyHeight: Theme.compact || (Theme.landscape && Theme.step === 2) ? Theme.target : Theme.mm(24, 96)
    readonly property bool canFind: vm.view.canFind ?? false
    readonly property bool manyBatches: (vm.view.batches ?? []).length > 1
    // Groups as keys where there is room for them, with their caption or without, else one key that opens the chooser.
    readonly property int groupColumns: groupWord.advanceWidth + Theme.px(4) <= (side.width - Theme.px(32) - 2 * Theme.gapMin) / 3 ? 3 : 2
    readonly property int groupRows: Math.ceil(groups.length / groupColumns)
    readonly property real groupRoom: side.parent.height - oneTotal - side.spacing - (canFind ? keyHeight + side.spacing : 0) - (manyBatches ? keyHeight + Theme.px(20) : 0)
    readonly property real oneTotal: Math.ceil(Theme.sizes.meta * 1.45) + Math.ceil(Theme.sizes.amount * 1.45) + Theme.px(20)
    readonly property bool groupCaption: groupRows * (Theme.px(88) + Theme.gapMin) + Theme.px(66) <= groupRoom
    readonly property bool groupsInline: sideways && groups.length > 1 && (groupCaption || groupRows * (Theme.target + Theme.gapMin) + Theme.px(20) <= groupRoom)
    readonly property bool choosesGroup: groups.length > 0 && !groupsInline
    readonly property var heads: vm.view.heads ?? ({})

    TextMetrics {
        id: groupWord
        font.family: Theme.family
        font.pixelSize: Theme.sizes.meta
        font.weight: Font.Medium
        text: page.groups.reduce((most, g) => g.label.length > most.length ? g.label : most, "")
    }

    title: vm.title
    meta: cramped ? "" : Theme.step === 2 ? vm.view.metaShort ?? "" : [vm.meta, table.foldsRate ? vm.view.oneRate : ""].filter(w => w !== "").join("　")
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    code: vm.qr
    pages: vm.pages + ahead

    PayoutListVM {
        id: vm
        page: Math.max(0, page.page - page.ahead)
        metrics: ({
                room: table.room,
                first: table.lead,
                row: table.rowHeight,
                line: Math.ceil(Theme.sizes.name * 1.45),
                small: Math.ceil(Theme.sizes.meta * 1.45),
                pad: Theme.px(page.cards ? 28 : 20),
                name: table.nameRoom / Theme.sizes.name,
                wide: table.wideRoom / Theme.sizes.meta,
                full: table.wideRoom / Theme.sizes.name,
                spacing: page.cards ? Theme.gapMin : 0,
                columns: page.columns,
                cards: page.cards,
                group_below: table.groupBelow
            })
        Component.onCompleted: vm.start({
            batch: Nav.recall("batch", Nav.params.batch ?? ""),
            programme: Nav.params.programme ?? "",
            year: Nav.params.year ?? 0,
            group: Nav.recall("group", Nav.params.group ?? "")
        })
        Component.onDestruction: vm.stop()
    }

    header: Column {
        spacing: page.noteLow ? Theme.px(12) : 0
        Loader {
            id: lowTotals
            active: Theme.lowReach && page.totals.length > 0
            sourceComponent: TotalsBar {
                width: page.inner
                lines: page.totals
            }
        }
        Item {
            width: page.inner
            height: page.noteLow ? lowNote.implicitHeight : 0
            opacity: page.noteLow ? 1 : 0
            NoteLine {
                id: lowNote
                width: page.inner
                note: Theme.lowReach ? page.note : ({})
            }
        }
    }
    aside: Item {
        anchors.fill: parent
        NoteLine {
            id: asideNote
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            opacity: page.noteAside ? 1 : 0
            note: page.sideways ? page.note : ({})
        }
        TotalsBar {
            id: asideTotals
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(parent.width, Theme.px(960))
            height: implicitHeight
            opacity: page.totalsAside ? 1 : 0
            lines: page.oneLine ? page.bareTotals : []
        }
    }
    readonly property var totals: (vm.view.totals ?? []).map(t => ({
                label: t.label,
                who: t.who,
                count: t.count,
                detail: [t.count, t.quantity].filter(w => w !== "").join("　"),
                value: t.amount
            }))

    // Large text: the first total in one line, how many and how much.
    readonly property var bareTotals: (vm.view.totals ?? []).slice(0, 1).map(t => ({
                label: Theme.step === 2 ? t.short : t.label,
                detail: "",
                value: t.amount
            }))

    // Keys, totals and the correction: on top in portrait, a left column in landscape.
    Column {
        id: side
        width: page.sideways ? Theme.px(384) : parent.width
        spacing: Theme.px(14)
        Flow {
            id: keys
            readonly property int count: (page.choosesGroup ? 1 : 0) + (page.canFind ? 1 : 0) + (page.manyBatches ? 1 : 0)
            // Portrait: the two or three keys share the width; a low wide glass keeps room for the totals.
            readonly property real usable: (page.totalsBeside ? width * 0.46 : width) - Theme.px(20) * (Math.max(1, page.oneLine ? count : page.choosesGroup && page.canFind ? 2 : 1) - 1)
            width: parent.width
            spacing: Theme.px(20)
            visible: count > 0 && !page.rowsAlone
            Key {
                width: page.sideways ? keys.width : Math.floor(page.oneLine ? keys.usable / keys.count : page.canFind ? keys.usable * 0.64 : keys.usable)
                height: page.keyHeight
                visible: page.choosesGroup
                icon: page.oneLine ? "" : "map-pin"
                iconRight: "chevron-down"
                sidePad: Theme.px(6)
                textKind: page.oneLine ? "bar" : "key"
                // The narrowest key has no room for the count.
                label: Theme.compact && Theme.step === 2 ? (vm.view.groupLabel ?? "").split("　")[0] : vm.view.groupLabel ?? ""
                onActivated: Nav.open("groups", {
                    batch: vm.view.batchId,
                    group: vm.view.group,
                    kind: "group"
                })
            }
            Key {
                width: page.sideways ? keys.width : Math.floor(page.oneLine ? keys.usable / keys.count : page.choosesGroup ? keys.usable * 0.36 : keys.usable)
                height: page.keyHeight
                visible: page.canFind
                kind: "primary"
                icon: "user-search"
                sidePad: Theme.px(6)
                textKind: page.oneLine ? "bar" : "key"
                label: Words.find_me
                onActivated: Nav.open("find", {
                    programme: vm.view.programmeId
                })
            }
            Key {
                width: page.sideways || !page.oneLine ? keys.width : Math.floor(keys.usable / keys.count)
                height: page.keyHeight
                visible: page.manyBatches
                icon: "calendar-event"
                iconRight: "chevron-down"
                sidePad: Theme.px(6)
                textKind: page.oneLine ? "bar" : "key"
                label: vm.view.batchLabel ?? ""
                onActivated: Nav.open("groups", {
                    batch: vm.view.batchId,
                    group: vm.view.group,
                    kind: "batch"
                })
            }
        }
        Card {
            id: groupKeys
            width: parent.width
            visible: page.groupsInline
            implicitHeight: groupFlow.y + groupFlow.height + Theme.px(16)
            Label {
                x: Theme.px(24)
                y: Theme.px(10)
                visible: page.groupCaption
                kind: "meta"
                text: Words.by_group
            }
            Flow {
                id: groupFlow
                x: Theme.px(16)
                y: Theme.px(page.groupCaption ? 66 : 16)
                width: parent.width - 2 * x
                spacing: Theme.gapMin
                Repeater {
                    model: page.groupsInline ? page.groups : []
                    Key {
                        id: groupKey
                        required property var modelData
                        width: Math.floor((groupFlow.width - (page.groupColumns - 1) * groupFlow.spacing) / page.groupColumns)
                        height: page.groupCaption ? Theme.px(88) : Theme.target
                        sidePad: Theme.px(2)
                        textKind: "meta"
                        kind: modelData.chosen ? "on" : "plain"
                        label: modelData.label
                        accessibleName: modelData.label + "，" + modelData.sub
                        onActivated: {
                            page.turn(0);
                            Nav.remember("group", groupKey.modelData.value);
                            vm.choose_group(groupKey.modelData.value);
                        }
                    }
                }
            }
        }
        Column {
            id: sideTotals
            width: parent.width
            visible: page.sideways && page.totals.length > 0
            spacing: Theme.px(10)
            Repeater {
                model: page.sideways ? (page.groupsInline ? page.totals.slice(0, 1) : page.totals) : []
                SideTotal {
                    required property var modelData
                    width: side.width
                    line: modelData
                }
            }
        }
    }
    TotalsBar {
        id: topTotals
        x: keys.count > 0 ? parent.width * 0.48 : 0
        width: parent.width - x
        height: Math.max(page.keyHeight, implicitHeight)
        visible: page.totalsBeside && !page.rowsAlone
        lines: page.bareTotals
    }
    NoteLine {
        id: aboveNote
        x: table.x
        y: page.cramped ? 0 : table.upper
        width: table.width
        opacity: (page.noteAbove || page.cramped) && page.noteShown ? 1 : 0
        brief: page.cramped
        note: page.note
    }
    Item {
        id: table
        visible: page.shown >= page.ahead
        readonly property real edge: Theme.px(tight ? 12 : 24)
        readonly property var ems: vm.view.widths ?? ({})
        readonly property real rowHeight: Math.max(page.sideways ? Theme.px(80) : Theme.px(84), Math.ceil(Theme.sizes.name * 1.45) + Theme.px(20))
        readonly property real headHeight: page.cards || page.withdrawn ? 0 : Math.ceil(Theme.sizes.meta * 1.45) + Theme.px(18)
        readonly property string headKind: tight && Theme.step === 0 ? "small" : "meta"
        readonly property real columnWidth: (width - Theme.px(20) * (page.columns - 1)) / page.columns
        readonly property real upper: page.cramped ? 0 : page.sideways ? 0 : Math.max(side.height, page.totalsBeside ? topTotals.height : 0) + Theme.px(14)
        // What the note takes of the first page.
        readonly property real lead: page.noteAbove ? aboveNote.implicitHeight + Theme.px(12) : 0
        // Of a page without the note.
        readonly property real room: parent.height - upper - (page.totalsBelow ? portraitTotals.height + Theme.px(14) : 0) - headHeight - Theme.px(8)
        readonly property bool wantsGroup: (page.heads.group ? true : false) && (vm.view.group ?? "") === ""
        // One rate for all rows may be said once in the title, so that the group gets its column.
        readonly property bool mayFold: wantsGroup && page.columns > 1 && (vm.view.oneRate ?? "") !== ""
        readonly property bool foldsRate: mayFold && showsGroup && besideName(columnWidth, true, true) - groupRoom(true) < Theme.sizes.name * 3.02
        readonly property bool showsRate: (page.heads.rate ? true : false) && !foldsRate
        readonly property bool showsGroup: wantsGroup && !page.cards && besideName(columnWidth, page.columns > 1, !mayFold) - groupRoom(page.columns > 1) >= Theme.sizes.name * 3.02
        readonly property bool groupBelow: wantsGroup && !showsGroup
        readonly property bool tight: page.columns > 1 || besideName(width, false, true) < Theme.sizes.name * 3.02
        readonly property real chevron: (vm.view.opensRows ?? false) ? Theme.px(tight ? 28 : 44) : 0
        readonly property real numberWidth: numberRoom(tight)
        readonly property real groupWidth: showsGroup ? groupRoom(tight) : 0
        readonly property real quantityWidth: quantityRoom(tight)
        readonly property real rateWidth: showsRate ? rateRoom(tight) : 0
        readonly property real amountWidth: amountRoom(tight)
        readonly property real gap: Theme.px(tight ? 8 : 16)
        // Wide columns give what is left to the name; the estimate of lines uses the same room.
        readonly property real nameRoom: page.cards ? columnWidth - 2 * Theme.pad - Theme.px(16) : columnWidth - 2 * edge - numberWidth - groupWidth - quantityWidth - rateWidth - amountWidth - chevron - gap

        // What the name would have in a table of this width.
        function besideName(width: real, tight: bool, rated: bool): real {
            const edges = Theme.px(tight ? 12 : 24) * 2 + Theme.px(tight ? 28 + 8 : 44 + 16);
            return width - edges - numberRoom(tight) - quantityRoom(tight) - (rated ? rateRoom(tight) : 0) - amountRoom(tight);
        }
        function groupRoom(tight: bool): real {
            return Math.ceil(Theme.sizes.meta * Math.max(2.4, (ems.group ?? 0) + (tight ? 0.1 : 0.5)));
        }
        function numberRoom(tight: bool): real {
            return Math.ceil(Theme.sizes.meta * Math.max(tight ? 1.3 : 2.6, (ems.number ?? 0) + (tight ? 0.3 : 0.6)));
        }
        function quantityRoom(tight: bool): real {
            return page.heads.quantity ? Math.ceil(Math.max(Theme.sizes.name * (ems.quantity ?? 0), Theme.sizes[tight && Theme.step === 0 ? "small" : "meta"] * (ems.quantityHead ?? 0)) + Theme.px(tight ? 4 : 12)) : 0;
        }
        function rateRoom(tight: bool): real {
            return page.heads.rate ? Math.ceil(Theme.sizes.meta * (Math.max(2.0, ems.rate ?? 0) + (tight ? 0.25 : 0.5))) : 0;
        }
        function amountRoom(tight: bool): real {
            return Math.ceil(Math.max(Theme.sizes.amount * ((ems.amount ?? 0) + (tight ? 0.2 : 0.5)), Theme.sizes.meta * 4.2));
        }

        readonly property real wideRoom: page.cards ? columnWidth - 2 * Theme.pad - chevron - Theme.px(16) : columnWidth - 2 * edge - numberWidth - chevron

        x: page.sideways ? side.width + Theme.px(20) : 0
        y: upper + (page.noteShown ? lead : 0)
        width: parent.width - x
        height: parent.height - y - (page.totalsBelow ? portraitTotals.height + Theme.px(14) : 0)

        Repeater {
            model: page.cards || page.withdrawn || vm.phase !== "ready" ? 0 : page.columns
            Card {
                id: ground
                required property int index
                x: index * (table.columnWidth + Theme.px(20))
                width: table.columnWidth
                height: table.headHeight + Math.max(0, rows.columnHeights[index] ?? 0) + Theme.px(8)
                // No head over nothing: the note may take a low glass's first page whole.
                visible: (index === 0 && vm.pages < 2) || (rows.columnHeights[index] ?? 0) > 0
                ListHead {
                    x: Theme.stroke
                    y: Theme.stroke
                    width: parent.width - 2 * Theme.stroke
                    height: table.headHeight - Theme.stroke
                    heads: page.heads
                    table: table
                }
            }
        }
        ListRows {
            id: rows
            y: table.headHeight
            width: parent.width
            height: table.room - (page.noteShown ? table.lead : 0)
            columns: page.columns
            columnWidth: table.columnWidth
            spacing: page.cards ? Theme.gapMin : 0
            model: vm.lines
            delegate: PayoutLine {
                table: table
                cards: page.cards
                showsGroup: table.showsGroup
                onPicked: recipient => Nav.open("recipient", {
                    id: recipient,
                    programme: vm.view.programmeId,
                    year: vm.view.year
                })
            }
        }
    }
    TotalsBar {
        id: portraitTotals
        anchors.bottom: parent.bottom
        width: parent.width
        visible: page.totalsBelow
        lines: page.cards ? page.bareTotals : page.oneLine ? page.totals.slice(0, 1) : page.totals
    }
}
