pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 导入: what the county sent and what became of it.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskImportVM {
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
