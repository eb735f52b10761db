pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 我的密码: the old one, the new one twice.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskPinVM {
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
