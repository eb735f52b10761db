pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 谁能进来: people, their offices and codes.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskPeopleVM {
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
