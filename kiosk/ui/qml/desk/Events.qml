pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 记一件事: what happens in the village and starts the clock of what must be made public.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskEventsVM {
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
