pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// One bundle: what villagers see meanwhile, what is wrong, what to do.
Page {
    id: page

    title: vm.title
    meta: vm.meta
    phase: vm.phase
    slow: vm.slow

    DeskImportProblemVM {
        id: vm
        onAsked: (to, params) => {
            if (to === "desk-print")
                Nav.open(to, params);
            else
                Nav.back();
        }
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }
    DeskForm {
        anchors.fill: parent
        vm: vm
        page: page
    }
}
