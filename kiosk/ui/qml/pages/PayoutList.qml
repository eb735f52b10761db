pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Everybody's line of one payment (ui.md page 7): table at 标准 and 大, cards at 特大.
Page {
    id: page

    readonly property bool cards: Theme.step === 2
    readonly property bool sideways: Theme.landscape && !Theme.lowReach
    // Two columns where a name of three characters still has room beside the figures.
    readonly property int columns: sideways && !Theme.compact && Theme.step === 0 && table.pairedName >= Theme.sizes.name * 3.02 ? 2 : 1
    readonly property bool noted: ((vm.view.note ?? {}).state ?? "") !== ""
    readonly property bool withdrawn: (vm.view.note ?? {}).state === "err"
    readonly property var groups: vm.view.groups ?? []
    readonly property bool totalsBelow: !sideways && !Theme.lowReach && totals.length > 0
    readonly property bool canFind: vm.view.canFind ?? false
    readonly property bool manyBatches: (vm.view.batches ?? []).length > 1
    // Groups as keys where there is room for them, else one key that opens the chooser.
    readonly property bool groupsInline: sideways && !Theme.compact && Theme.step === 0 && groups.length > 1 && groups.length <= 12
    readonly property bool choosesGroup: groups.length > 0 && !groupsInline
    readonly property var heads: vm.view.heads ?? ({})

    title: vm.title
    meta: vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: vm.pages

    PayoutListVM {
        id: vm
        page: page.page
        metrics: ({
                room: table.room,
                row: table.rowHeight,
                line: Math.ceil(Theme.sizes.name * 1.45),
                small: Math.ceil(Theme.sizes.meta * 1.45),
                pad: Theme.px(page.cards ? 32 : 20),
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

    header: Loader {
        active: Theme.lowReach && page.totals.length > 0
        sourceComponent: TotalsBar {
            width: page.inner
            lines: page.totals
        }
    }
    readonly property var totals: (vm.view.totals ?? []).map(t => ({
                label: t.label,
                detail: [t.count, t.quantity].filter(w => w !== "").join("　"),
                value: t.amount
            }))

    // Keys, totals and the correction: on top in portrait, a left column in landscape.
    Column {
        id: side
        readonly property bool paired: !page.sideways
        readonly property real both: width - Theme.px(20)
        width: page.sideways ? (Theme.compact ? Theme.sideWidth : Theme.px(430)) : parent.width
        spacing: Theme.px(14)
        Flow {
            width: parent.width
            spacing: Theme.px(20)
            visible: page.canFind || page.choosesGroup || page.manyBatches
            Key {
                id: chooser
                width: side.paired && page.canFind ? side.both * 0.64 : side.width
                height: Theme.mm(24, 96)
                visible: page.choosesGroup
                icon: "map-pin"
                iconRight: "chevron-down"
                sidePad: Theme.px(8)
                label: vm.view.groupLabel ?? ""
                onActivated: Nav.open("groups", {
                    batch: vm.view.batchId,
                    group: vm.view.group,
                    kind: "group"
                })
            }
            Key {
                id: find
                width: side.paired && page.choosesGroup ? side.both * 0.36 : side.width
                height: Theme.mm(24, 96)
                visible: page.canFind
                kind: "primary"
                icon: "user-search"
                sidePad: Theme.px(8)
                label: Words.find_me
                onActivated: Nav.open("find", {
                    programme: vm.view.programmeId
                })
            }
            Key {
                id: batches
                width: side.width
                height: Theme.mm(24, 96)
                visible: page.manyBatches
                icon: "calendar-event"
                iconRight: "chevron-down"
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
                kind: "meta"
                text: Words.by_group
            }
            Flow {
                id: groupFlow
                x: Theme.px(16)
                y: Theme.px(66)
                width: parent.width - 2 * x
                spacing: Theme.gapMin
                Repeater {
                    model: page.groupsInline ? page.groups : []
                    Key {
                        id: groupKey
                        required property var modelData
                        width: (groupFlow.width - 2 * groupFlow.spacing) / 3
                        height: Theme.px(88)
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
        NoteLine {
            width: parent.width
            visible: !page.sideways && page.noted
            note: vm.view.note ?? ({})
        }
        TotalsBar {
            visible: page.sideways && lines.length > 0
            width: parent.width
            lines: page.cards ? page.totals.slice(0, 1) : page.totals
        }
    }

    NoteLine {
        id: wideNote
        x: table.x
        width: table.width
        visible: page.sideways && page.noted
        note: vm.view.note ?? ({})
    }
    Item {
        id: table
        readonly property real edge: Theme.px(page.columns > 1 ? 12 : 24)
        readonly property var ems: vm.view.widths ?? ({})
        readonly property real rowHeight: Math.max(page.sideways ? Theme.px(80) : Theme.px(84), Math.ceil(Theme.sizes.name * 1.45) + Theme.px(20))
        readonly property real headHeight: page.cards || page.withdrawn ? 0 : Math.ceil(Theme.sizes.meta * 1.45) + Theme.px(18)
        readonly property real columnWidth: (width - Theme.px(20) * (page.columns - 1)) / page.columns
        readonly property real room: height - headHeight - Theme.px(8)
        readonly property bool showsRate: page.heads.rate ? true : false
        readonly property bool showsGroup: (page.heads.group ? true : false) && (vm.view.group ?? "") === "" && Theme.step === 0 && page.columns === 1
        readonly property bool groupBelow: (page.heads.group ? true : false) && !showsGroup && (vm.view.group ?? "") === ""
        readonly property bool tight: page.columns > 1
        readonly property real chevron: (vm.view.opensRows ?? false) ? Theme.px(tight ? 28 : 44) : 0
        readonly property real numberWidth: numberRoom(tight)
        readonly property real groupWidth: showsGroup ? Math.ceil(Theme.sizes.meta * Math.max(2.4, (ems.group ?? 0) + 0.5)) : 0
        readonly property real quantityWidth: quantityRoom(tight)
        readonly property real rateWidth: rateRoom(tight)
        readonly property real amountWidth: amountRoom(tight)
        readonly property real gap: Theme.px(tight ? 8 : 16)
        // Wide columns give what is left to the name; the estimate of lines uses the same room.
        readonly property real nameRoom: page.cards ? columnWidth - 2 * Theme.pad - Theme.px(16) : columnWidth - 2 * edge - numberWidth - groupWidth - quantityWidth - rateWidth - amountWidth - chevron - gap
        readonly property real pairedName: (width - Theme.px(20)) / 2 - 2 * Theme.px(12) - numberRoom(true) - quantityRoom(true) - rateRoom(true) - amountRoom(true) - Theme.px(28) - Theme.px(8)

        function numberRoom(tight: bool): real {
            return Math.ceil(Theme.sizes.meta * Math.max(tight ? 1.3 : 2.6, (ems.number ?? 0) + (tight ? 0.3 : 0.6)));
        }
        function quantityRoom(tight: bool): real {
            return page.heads.quantity ? Math.ceil(Math.max(Theme.sizes.name * (ems.quantity ?? 0), Theme.sizes.meta * (ems.quantityHead ?? 0)) + Theme.px(tight ? 4 : 12)) : 0;
        }
        function rateRoom(tight: bool): real {
            return showsRate ? Math.ceil(Theme.sizes.meta * (Math.max(2.0, ems.rate ?? 0) + (tight ? 0.25 : 0.5))) : 0;
        }
        function amountRoom(tight: bool): real {
            return Math.ceil(Math.max(Theme.sizes.amount * ((ems.amount ?? 0) + (tight ? 0.2 : 0.5)), Theme.sizes.meta * 4.2));
        }

        readonly property real wideRoom: page.cards ? columnWidth - 2 * Theme.pad - chevron - Theme.px(16) : columnWidth - 2 * edge - numberWidth - chevron

        x: page.sideways ? side.width + Theme.px(20) : 0
        y: page.sideways ? (page.noted ? wideNote.height + Theme.px(12) : 0) : side.height + Theme.px(14)
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
                visible: index === 0 || (rows.columnHeights[index] ?? 0) > 0
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
            height: table.room
            columns: page.columns
            columnWidth: table.columnWidth
            spacing: page.cards ? Theme.gapMin : 0
            model: vm.lines
            delegate: PayoutLine {
                table: table
                cards: page.cards
                showsGroup: table.showsGroup
                groupBelow: table.groupBelow
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
        lines: page.cards ? page.totals.slice(0, 1) : page.totals
    }
}
