pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// One matter of the ledger: how it stands above, its history below, keys for what may be done.
Page {
    id: page

    readonly property bool isOverview: (vm.view.facts ?? []).length > 0
    readonly property bool beside: Theme.landscape && !Theme.compact

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskRowVM {
        id: vm
        onAsked: (to, params) => Nav.open(to, params)
        Component.onCompleted: vm.start(Object.assign({
            low_glass: Theme.compact
        }, Nav.params))
        Component.onDestruction: vm.stop()
    }
    RowCard {
        id: card
        width: page.beside ? Theme.px(620) : parent.width
        height: implicitHeight
        visible: page.isOverview
        columns: page.beside ? 2 : 4
        view: vm.view
    }
    DeskForm {
        anchors.fill: parent
        vm: vm
        page: page
        columns: Theme.landscape && !page.isOverview ? 2 : 1
        leftRoom: page.isOverview && page.beside ? card.width + Theme.gap : 0
        topRoom: page.isOverview && !page.beside ? card.height + Theme.gap : 0
    }
}
