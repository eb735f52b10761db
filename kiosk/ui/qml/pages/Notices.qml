pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 看通知: notices, newest first.
Page {
    id: page

    title: vm.title || Words.see_notices
    meta: vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    code: vm.qr
    pages: list.pages

    NoticesVM {
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
