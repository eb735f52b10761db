pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// Choose a group, or one of several payments, of a payout list; the answer goes back to the list.
// Parameters: batch, group, kind (group or batch).
Page {
    id: page

    readonly property bool byBatch: Nav.params.kind === "batch"
    readonly property var options: (byBatch ? vm.view.batches : vm.view.groups) ?? []

    title: byBatch ? Words.which_payment : Words.which_group
    meta: vm.title
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: list.pages

    PayoutListVM {
        id: vm
        // With a kind: no lines are read.
        Component.onCompleted: vm.start({
            batch: Nav.params.batch ?? "",
            group: Nav.params.group ?? "",
            kind: page.byBatch ? "batch" : "group"
        })
        Component.onDestruction: vm.stop()
    }

    PagedGrid {
        id: list
        anchors.fill: parent
        page: page.page
        columns: Theme.landscape ? (Theme.step === 2 || Theme.compact ? 3 : 4) : Theme.step === 0 ? 3 : Theme.step === 1 ? 2 : 1
        spacing: Theme.px(20)
        model: page.options
        delegate: GridKey {
            id: option
            required property var modelData
            label: modelData.label
            sub: modelData.sub
            textKind: "h2"
            chosen: modelData.chosen
            onActivated: Nav.back_with(page.byBatch ? {
                batch: option.modelData.value,
                group: "",
                page: 0
            } : {
                group: option.modelData.value,
                page: 0
            })
        }
    }
}
