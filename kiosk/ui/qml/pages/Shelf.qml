pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 往期: everything published under one item, newest first.
Page {
    id: page

    title: vm.title || Words.earlier
    meta: vm.meta
    warning: vm.warning
    phase: vm.phase
    slow: vm.slow
    pages: list.pages

    ShelfVM {
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
