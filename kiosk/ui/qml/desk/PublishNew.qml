pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 新的一件: the matter, the period, what must be in it. The draft takes this page's place.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskPublishNewVM {
        id: vm
        onMade: draft => Nav.replace("desk-draft", {
                id: draft
            })
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }
    DeskForm {
        anchors.fill: parent
        vm: vm
        page: page
        columns: Theme.landscape ? 2 : 1
    }
}
