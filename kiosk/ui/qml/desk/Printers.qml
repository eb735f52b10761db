pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 打印机和纸: what is used when nothing else is said.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskPrintersVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }
    DeskForm {
        anchors.fill: parent
        vm: vm
        page: page
    }
}
