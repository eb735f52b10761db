pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// One matter of the ledger: how it stands above, its history below, keys for what may be done.
Page {
    id: page

    readonly property bool isOverview: (vm.view.facts ?? []).length > 0

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskRowVM {
        id: vm
        onAsked: (to, params) => Nav.open(to, params)
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }
    RowCard {
        id: card
        width: Theme.landscape ? Theme.px(Theme.compact ? 500 : 620) : parent.width
        height: implicitHeight
        visible: page.isOverview
        columns: Theme.landscape ? 2 : 4
        view: vm.view
    }
    DeskForm {
        anchors.fill: parent
        vm: vm
        page: page
        columns: Theme.landscape && !page.isOverview ? 2 : 1
        leftRoom: page.isOverview && Theme.landscape ? card.width + Theme.gap : 0
        topRoom: page.isOverview && !Theme.landscape ? card.height + Theme.gap : 0
    }
}
