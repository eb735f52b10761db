pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 通知: the village's own publications and drafts, and the key for a new one.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskPublishVM {
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
