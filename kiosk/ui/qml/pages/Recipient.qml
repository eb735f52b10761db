pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 写在他名下的: one person's payouts of a year in plain sentences (ui.md page 9).
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))
    // A left column only where it holds everything; larger text goes through pages instead.
    readonly property bool sideways: Theme.landscape && !Theme.lowReach && !Theme.compact && Theme.step === 0
    // The wide glass: the keys below the sum at the left, so that the right column is all payouts.
    readonly property real keyHeight: Theme.compact || sideways ? Theme.target : Theme.key
    readonly property real leftRoom: side.parent.height - sumCard.implicitHeight - keys.count * (keyHeight + Theme.gapMin) - Theme.px(14)
    readonly property bool keysBeside: sideways && leftRoom >= 0
    readonly property bool chartBeside: sideways && chartCard.implicitHeight + side.spacing <= (keysBeside ? leftRoom : leftRoom + keys.count * (keyHeight + Theme.gapMin))
    // So low that the keys have the first page for themselves.
    readonly property int ahead: cramped && Theme.step > 0 ? 1 : 0
    readonly property var rows: vm.view.rows ?? []
    readonly property var blocks: {
        const found = sideways || Theme.lowReach ? [] : [{
                    kind: "summary"
                }];
        for (let i = 0; i < rows.length; i++) {
            const step = cramped || Theme.step === 2 ? 2 : Math.max(1, rows[i].lines.length);
            for (let first = 0; first < Math.max(1, rows[i].lines.length); first += step)
                found.push({
                    kind: "programme",
                    row: rows[i],
                    first: first,
                    count: step
                });
        }
        if (rows.length === 0)
            found.push({
                kind: "text",
                text: vm.view.empty ?? ""
            });
        if (!chartBeside)
            found.push({
                kind: "chart"
            });
        found.push({
            kind: "text",
            text: vm.view.foot ?? ""
        });
        return found;
    }

    title: vm.title
    meta: cramped ? "" : vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: flow.pages + ahead
    closing: Words.done
    onClosed: Nav.leave()

    RecipientVM {
        id: vm
        Component.onCompleted: vm.start({
            id: Nav.params.id,
            programme: Nav.params.programme ?? "",
            year: Nav.recall("year", Nav.params.year ?? 0)
        })
        Component.onDestruction: vm.stop()
    }

    header: Loader {
        active: Theme.lowReach
        sourceComponent: PersonSum {
            width: page.inner
            view: vm.view
        }
    }

    Column {
        id: side
        visible: page.sideways
        width: page.sideways ? Theme.px(600) : 0
        spacing: Theme.px(14)
        PersonSum {
            id: sumCard
            width: parent.width
            view: vm.view
        }
        PersonChart {
            id: chartCard
            visible: page.chartBeside
            width: parent.width
            view: vm.view
        }
    }
    BlockFlow {
        id: flow
        x: page.sideways ? side.width + Theme.gap : 0
        width: parent.width - x
        height: page.keysBeside || page.ahead === 1 ? parent.height : keys.y - Theme.px(12)
        visible: page.shown >= page.ahead
        page: Math.max(0, page.page - page.ahead)
        model: page.blocks
        delegate: FlowBlock {
            id: block
            required property var modelData
            gapAbove: Theme.px(14)
            implicitHeight: loader.item ? (loader.item as Item).implicitHeight : 0
            Loader {
                id: loader
                width: block.width
                sourceComponent: block.modelData.kind === "summary" ? summary : block.modelData.kind === "programme" ? programme : block.modelData.kind === "chart" ? chart : text
            }
            Component {
                id: summary
                PersonSum {
                    view: vm.view
                }
            }
            Component {
                id: programme
                PersonProgramme {
                    row: block.modelData.row
                    first: block.modelData.first
                    count: block.modelData.count
                }
            }
            Component {
                id: chart
                PersonChart {
                    view: vm.view
                }
            }
            Component {
                id: text
                Label {
                    kind: "meta"
                    text: block.modelData.text
                }
            }
        }
    }
    Flow {
        id: keys
        visible: page.ahead === 0 || page.shown === 0
        readonly property int count: ((vm.view.hasEarlier ?? false) ? 1 : 0) + 1 + (flow.pages + page.ahead > 1 ? 1 : 0)
        readonly property real share: page.keysBeside ? width : (width - spacing * (count - 1)) / count
        x: page.keysBeside ? 0 : flow.x
        y: page.ahead === 1 ? 0 : parent.height - height
        width: page.keysBeside ? side.width : flow.width
        spacing: Theme.gapMin
        Key {
            width: keys.share
            height: page.keyHeight
            kind: "link"
            icon: "message-2"
            sidePad: Theme.px(8)
            label: keys.share < Theme.sizes.key * 10.5 ? Words.have_question : Words.sum_is_wrong
            onActivated: Nav.open("ask", {
                about: vm.title,
                type: "recipient",
                id: Nav.params.id,
                kind: "error"
            })
        }
        Key {
            id: earlier
            width: keys.share
            height: page.keyHeight
            visible: vm.view.hasEarlier ?? false
            kind: "link"
            icon: "calendar"
            sidePad: Theme.px(8)
            label: Words.earlier_years
            onActivated: {
                page.turn(0);
                vm.show_earlier();
            }
        }
        Key {
            id: done
            width: keys.share
            height: page.keyHeight
            visible: flow.pages + page.ahead > 1
            kind: "primary"
            icon: "check"
            sidePad: Theme.px(8)
            label: Words.done
            onActivated: Nav.leave()
        }
    }
}
