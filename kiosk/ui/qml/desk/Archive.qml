pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 留存: what was published, found again; a year onto a stick.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow
    busy: vm.view.busy ?? false

    DeskArchiveVM {
        id: vm
        onAsked: (to, params) => Nav.open(to, params)
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }
    DeskForm {
        anchors.fill: parent
        vm: vm
        page: page
    }
}
