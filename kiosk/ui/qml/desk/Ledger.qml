pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 公开台账: filters with counts, the table a page at a time, 打印台账 (ui.md page 15).
Page {
    id: page

    readonly property bool wide: Theme.landscape
    // 768 lines hold a few of the filters beside the table, and the keys below them.
    // They are those around the chosen one until others were asked for.
    property int asked: -1
    readonly property int few: 3
    readonly property int others: asked >= 0 ? asked : Math.floor((vm.view.at ?? 0) / few)
    readonly property real keyPad: Theme.px(Theme.compact ? 6 : 18)
    readonly property string keyText: wide ? "bar" : "key"

    function turn(to: int): void {
        Nav.remember("row-page", to);
        vm.turn(to);
    }

    title: vm.title
    meta: vm.meta + (wide && vm.pages > 1 ? "　" + (vm.page + 1) + "/" + vm.pages : "")
    phase: vm.phase
    slow: vm.slow

    DeskLedgerVM {
        id: vm
        onAsked: (to, params) => Nav.open(to, params)
        Component.onCompleted: {
            vm.turn(Nav.recall("row-page", 0));
            page.asked = Nav.recall("others", -1);
            vm.start({
                filter: Nav.recall("filter", Nav.params.filter ?? "all")
            });
        }
        Component.onDestruction: vm.stop()
    }

    Flow {
        id: filters
        readonly property real slot: Math.floor((width - spacing) / 2)
        readonly property int inLine: 5
        // Upright: what each key of a line gets besides its words, so that the line is full.
        property var spare: []
        function share(): void {
            const left = [];
            for (let i = 0; i < shown.count; i++) {
                const line = Math.floor(i / inLine);
                const item = shown.itemAt(i);
                left[line] = (left[line] ?? width + spacing) - spacing - (item ? item.implicitWidth : 0);
            }
            spare = left.map(rest => Math.max(0, Math.floor(rest / inLine)));
        }
        width: page.wide ? Theme.px(Theme.compact ? 392 : 440) : parent.width
        spacing: Theme.gapMin
        onWidthChanged: share()
        Repeater {
            id: shown
            model: (vm.view.filters ?? []).filter((filter, at) => !Theme.compact || Math.floor(at / page.few) === page.others)
            Key {
                required property int index
                required property var modelData
                width: page.wide ? filters.slot : implicitWidth + (filters.spare[Math.floor(index / filters.inLine)] ?? 0)
                height: Theme.target
                sidePad: Theme.px(6)
                onImplicitWidthChanged: filters.share()
                textKind: "bar"
                kind: modelData.chosen ? "on" : "plain"
                label: modelData.label
                onActivated: {
                    Nav.remember("filter", modelData.code);
                    Nav.remember("row-page", 0);
                    vm.choose(modelData.code);
                }
            }
        }
        Key {
            width: filters.slot
            height: Theme.target
            visible: Theme.compact
            textKind: "bar"
            kind: "link"
            label: Words.ledger_others
            onActivated: {
                page.asked = (page.others + 1) * page.few < (vm.view.filters ?? []).length ? page.others + 1 : 0;
                Nav.remember("others", page.others);
            }
        }
    }
    LedgerTable {
        x: page.wide ? filters.width + Theme.gap : 0
        y: page.wide ? 0 : filters.height + Theme.gap
        width: parent.width - x
        height: (page.wide ? parent.height : foot.y - Theme.gapMin) - y
        vm: vm
    }
    Grid {
        visible: page.wide
        y: foot.y - height - Theme.gapMin
        columns: 2
        spacing: Theme.gapMin
        Key {
            width: filters.slot
            height: Theme.target
            sidePad: page.keyPad
            textKind: page.keyText
            enabled: vm.page > 0
            icon: "chevron-up"
            label: Words.previous_page
            onActivated: page.turn(vm.page - 1)
        }
        Key {
            width: filters.slot
            height: Theme.target
            sidePad: page.keyPad
            textKind: page.keyText
            enabled: vm.page < vm.pages - 1
            icon: "chevron-down"
            label: Words.next_page
            onActivated: page.turn(vm.page + 1)
        }
    }
    Item {
        id: foot
        y: parent.height - height
        width: page.wide ? filters.width : parent.width
        height: page.wide ? Theme.target : Theme.key

        DeskPager {
            width: parent.width
            visible: !page.wide
            page: vm.page
            pages: vm.pages
            onTurned: to => page.turn(to)
        }
        Row {
            anchors.right: parent.right
            height: parent.height
            spacing: Theme.gapMin
            Key {
                width: page.wide ? filters.slot : implicitWidth
                height: parent.height
                visible: vm.view.events ?? false
                sidePad: page.keyPad
                textKind: page.keyText
                label: Words.ledger_event
                onActivated: Nav.open("desk-events")
            }
            Key {
                width: page.wide ? filters.slot : implicitWidth
                height: parent.height
                visible: vm.view.prints ?? false
                sidePad: page.keyPad
                textKind: page.keyText
                kind: "primary"
                label: Words.ledger_print
                onActivated: Nav.open_tab("desk-print", {
                    kind: "ledger"
                })
            }
        }
    }
}
