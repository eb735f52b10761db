pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 懂政策: every policy explainer.
Page {
    id: page

    title: vm.title || Words.see_policies
    meta: vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    code: vm.qr
    pages: list.pages

    PoliciesVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    PublicationList {
        id: list
        anchors.fill: parent
        page: page.page
        model: vm.rows
    }
}
