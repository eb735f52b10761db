pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import Kiosk.Core

// 帮助: how to use the machine, whom to ask.
Page {
    id: page

    // A low glass with large text, or its lower half alone: only what cannot be left out.
    readonly property bool cramped: Theme.landscape && (Theme.lowReach || (Theme.compact && Theme.step > 0))

    title: vm.title
    meta: cramped ? "" : vm.meta
    phase: vm.phase
    slow: vm.slow
    pages: list.pages

    HelpVM {
        id: vm
        Component.onCompleted: vm.start(Nav.params)
        Component.onDestruction: vm.stop()
    }

    PagedColumn {
        id: list
        width: parent.width
        anchors.top: parent.top
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.px(12)
        page: page.page
        columns: Theme.landscape && !Theme.compact && Theme.step < (Theme.lowReach ? 1 : 2) ? 2 : 1
        spacing: Theme.px(14)
        even: false
        model: vm.rows
        delegate: PlainCard {}
    }
    Notice {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        height: page.cramped ? 0 : implicitHeight
        visible: !page.cramped
        text: vm.view.foot ?? ""
    }
}
