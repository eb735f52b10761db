pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 找我家: surname → name, by pinyin letters, by group; nothing is typed (ui.md page 8).
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    readonly property string mode: vm.view.mode ?? "surname"
    readonly property var keys: vm.view.keys ?? []
    readonly property string kind: keys.length > 0 ? keys[0].kind : ""
    // Names, with the groups before them where they are many.
    readonly property bool names: vm.view.showsNames ?? false
    // So low that the ways of searching need the first page for themselves.
    readonly property int ahead: cramped && !modesGone && grid.parent.height < Theme.px(Theme.step > 0 ? 330 : 230) ? 1 : 0
    readonly property bool narrowed: (vm.view.chosen ?? "") !== ""
    // On 768 lines the names need that height; 重新选 leads back.
    readonly property bool modesGone: Theme.compact && narrowed

    title: vm.title
    meta: cramped ? "" : vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: grid.pages + ahead

    FinderVM {
        id: vm
        Component.onCompleted: vm.start({
            mode: Nav.recall("mode", "surname"),
            surname: Nav.recall("surname", Nav.params.surname ?? ""),
            rest: Nav.recall("rest", false),
            letters: Nav.recall("letters", ""),
            group: Nav.recall("group", "")
        })
        Component.onDestruction: vm.stop()
    }

    function press(key: var): void {
        if (key.kind === "name") {
            Nav.open("recipient", {
                id: key.value,
                programme: Nav.params.programme ?? ""
            });
            return;
        }
        if (key.kind === "help") {
            Nav.open(key.value, {});
            return;
        }
        page.turn(0);
        vm.press(key.kind, key.value);
        page.keep();
    }
    // What is chosen is found again after 返回 from a person's page.
    function keep(): void {
        const chosen = vm.chosen();
        for (const name in chosen)
            Nav.remember(name, chosen[name]);
    }
    function widen(): void {
        page.turn(0);
        vm.step_back();
        page.keep();
    }

    SegmentKeys {
        id: modes
        visible: !page.modesGone && (page.ahead === 0 || page.shown === 0)
        width: parent.width
        // Four of the largest words stand in one row without their pictures.
        readonly property bool tight: Theme.step === 2 && !Theme.landscape && ways.length > 3
        readonly property var ways: vm.view.modes ?? []
        options: tight ? ways.map(way => ({
                    value: way.value,
                    label: way.label
                })) : ways
        chosen: Math.max(0, options.findIndex(option => option.value === page.mode))
        keyHeight: Theme.mm(24, 96)
        equal: true
        onChose: index => {
            if (vm.view.modes[index].value === "write") {
                Nav.open("find-write", {
                    written: vm.chosen().surname,
                    programme: Nav.params.programme ?? ""
                });
                return;
            }
            page.turn(0);
            vm.choose_mode(vm.view.modes[index].value);
            page.keep();
        }
    }
    PagedGrid {
        id: grid
        readonly property bool letters: page.kind === "letter"
        readonly property bool names: page.names
        visible: page.ahead === 0 || page.shown > 0
        y: page.ahead === 1 || page.modesGone ? 0 : modes.height + Theme.gap
        width: parent.width
        height: foot.y - y - Theme.px(16)
        page: Math.max(0, page.page - page.ahead)
        columns: letters ? (Theme.landscape ? (Theme.step === 2 ? 7 : 9) : 5) : Theme.landscape ? (Theme.step === 2 ? (names && page.cramped ? 2 : 3) : names && (Theme.step === 1 || page.cramped) ? (page.cramped ? 3 : 4) : names || Theme.compact ? 6 : 7) : names && Theme.step === 2 ? 2 : 3
        spacing: Theme.px(20)
        model: vm.keys
        delegate: Item {
            id: cell
            required property string kind
            required property string value
            required property string label
            required property string sub
            required property bool enabled
            implicitHeight: key.implicitHeight
            GridKey {
                id: key
                anchors.fill: parent
                enabled: cell.enabled
                // A low glass has one line a key: a name keeps its group, the counts go.
                label: page.cramped && cell.kind === "name" ? cell.label + "　" + cell.sub : cell.label
                sub: page.cramped ? "" : cell.sub
                accessibleName: page.cramped && cell.kind === "name" ? label : cell.label + (cell.sub ? "，" + cell.sub : "")
                textKind: cell.kind === "surname" || cell.kind === "letter" ? "h2" : "name"
                // Not one of the names but a way to fewer of them, or to help.
                apart: cell.kind === "help" || (cell.kind === "group" && page.names)
                textSize: cell.kind === "surname" ? Theme.px(Theme.compact || page.cramped ? 56 : Theme.landscape || Theme.lowReach ? 72 : 96) : Theme.sizes[textKind]
                onActivated: page.press({
                    kind: cell.kind,
                    value: cell.value
                })
            }
        }
    }
    Label {
        anchors.top: grid.top
        width: parent.width
        visible: text !== ""
        kind: "body"
        text: vm.view.nothing ?? ""
    }
    Item {
        id: foot
        readonly property bool stacked: Theme.step > 0 && !Theme.landscape
        readonly property bool says: words.text !== ""
        readonly property bool steps: page.narrowed
        anchors.bottom: parent.bottom
        width: parent.width
        height: !steps ? (says ? words.height : 0) : says && stacked ? again.height + Theme.px(8) + words.height : again.height
        Key {
            id: again
            visible: page.narrowed
            kind: "link"
            icon: "arrow-back-up"
            label: Words.one_step_back
            onActivated: page.widen()
        }
        Label {
            id: words
            x: foot.steps && !foot.stacked ? again.width + Theme.gap : 0
            y: foot.steps ? (foot.stacked ? again.height + Theme.px(8) : (again.height - height) / 2) : 0
            width: parent.width - x
            kind: "meta"
            text: Theme.step === 2 || page.cramped ? "" : vm.view.foot ?? ""
            visible: text !== ""
        }
    }
}
